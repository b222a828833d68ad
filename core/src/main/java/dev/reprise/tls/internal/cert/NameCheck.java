package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolException;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * Decides whether a certificate belongs to a server of some name (RFC 9525 section 6), with the rules of libtls where they
 * differ: a common name counts when there is neither a dNSName nor an iPAddress.
 *
 * <p>Names are compared as ASCII without regard to case, and never decoded or normalised: an internationalised name is its
 * A-label on both sides.
 */
public final class NameCheck {
    private NameCheck() {}

    /**
     * Tell whether the certificate has the name: a host name, with or without a final dot, or an IP literal. A certificate
     * whose names could only deceive is {@link dev.reprise.tls.spec.Reason#MALFORMED_CERTIFICATE}.
     */
    public static boolean matches(X509Certificate leaf, String name) throws ProtocolException {
        var names = SubjectNames.of(leaf);
        var asked = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        if (asked.isEmpty()) {
            return false;
        }
        var address = IpAddress.parse(asked);
        if (address != null) {
            // RFC 9525 section 6.5: only iPAddress entries count, octet by octet; text in a dNSName does not.
            if (names.ruleOutCommonName()) {
                return names.ipAddresses().contains(Bytes.wrap(address));
            }
            var commonName = SubjectNames.commonName(leaf);
            return commonName != null && sameName(commonName, asked);
        }
        if (!names.ruleOutCommonName()) {
            var commonName = SubjectNames.commonName(leaf);
            return commonName != null && matches(commonName, asked);
        }
        for (var dnsName : names.dnsNames()) {
            if (matches(dnsName, asked)) {
                return true;
            }
        }
        return false;
    }

    /** Tell whether a text is an IPv4 or IPv6 address; such names go into no server_name (RFC 6066 section 3). */
    public static boolean isIpLiteral(String name) {
        return IpAddress.parse(name) != null;
    }

    /**
     * Return the common name; empty when there is none. One that could only deceive is {@link
     * dev.reprise.tls.spec.Reason#MALFORMED_CERTIFICATE}.
     */
    public static Optional<String> commonName(X509Certificate certificate) throws ProtocolException {
        return Optional.ofNullable(SubjectNames.commonName(certificate));
    }

    /** Match one presented name, which may have a wildcard as its whole first label (RFC 9525 section 6.3). */
    private static boolean matches(String presented, String asked) {
        if (sameName(presented, asked)) {
            return true;
        }
        if (!presented.startsWith("*.")) {
            return false;
        }
        var domain = presented.substring(1);
        // At least two labels must follow the wildcard, so that "*.org" is nobody's, and "*.org." neither.
        int secondLabel = domain.indexOf('.', 1);
        if (secondLabel <= 1 || secondLabel == domain.length() - 1) {
            return false;
        }
        int firstDot = asked.indexOf('.');
        return firstDot > 0 && sameName(domain, asked.substring(firstDot));
    }

    /** Compare without regard to the case of ASCII letters; String would also fold U+212A to k. */
    private static boolean sameName(String one, String other) {
        if (one.length() != other.length()) {
            return false;
        }
        for (int i = 0; i < one.length(); i++) {
            if (lower(one.charAt(i)) != lower(other.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static int lower(char character) {
        return character >= 'A' && character <= 'Z' ? character + ('a' - 'A') : character;
    }
}
