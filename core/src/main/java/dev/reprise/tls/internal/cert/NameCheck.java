package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.wire.Printable;
import dev.reprise.tls.spec.ProtocolException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * Decides whether a certificate belongs to a server of some name (RFC 9525 section 6), with the rules of libtls where they
 * differ: a common name counts when there is neither a dNSName nor an iPAddress.
 *
 * <p>Names are compared as ASCII without regard to case, and never decoded or normalised: an internationalised name is its
 * A-label on both sides.
 */
public final class NameCheck {
    private static final int MAX_NAMES = 5; // in a message
    private static final int MAX_NAME = 80; // characters of one

    private NameCheck() {}

    /**
     * Tell whether the certificate has the name: a host name, with or without a final dot, or an IP literal. A certificate
     * whose names could only deceive is {@link dev.reprise.tls.spec.Reason#MALFORMED_CERTIFICATE}.
     */
    public static boolean matches(X509Certificate leaf, String name) throws ProtocolException {
        return LeafNames.of(leaf).match(name);
    }

    /** Return the first few names by which a server may be known by this certificate, for a message. */
    static String names(X509Certificate leaf) throws ProtocolException {
        var names = SubjectNames.of(leaf);
        var all = new ArrayList<>(names.dnsNames());
        for (var address : names.ipAddresses()) {
            all.add(IpAddress.text(address));
        }
        if (all.isEmpty()) {
            var commonName = SubjectNames.commonName(leaf);
            return commonName == null ? "no name" : "its common name " + Printable.of(commonName, MAX_NAME);
        }
        var shown = new StringJoiner(", ");
        for (var name : all.subList(0, Math.min(MAX_NAMES, all.size()))) {
            shown.add(Printable.of(name, MAX_NAME));
        }
        int more = all.size() - MAX_NAMES;
        return more > 0 ? shown + " and " + more + " more" : shown.toString();
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
    static boolean matches(String presented, String asked) {
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
    static boolean sameName(String one, String other) {
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
