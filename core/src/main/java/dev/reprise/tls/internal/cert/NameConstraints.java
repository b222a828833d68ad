package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.internal.wire.Printable;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;

/**
 * What the JDK's validator leaves open of name constraints (RFC 5280 section 4.2.1.10): it does not look at those of an
 * anchor, and it looks at the names that stand in a certificate, not at the one that is asked for. A common name with a
 * wildcard or an underscore is no DNS name to it and passes, and so does a wildcard that covers an excluded host.
 */
final class NameConstraints {
    private static final String EXTENSION = "2.5.29.30";
    private static final int SUBTREE = DerReader.SEQUENCE;
    private static final int PERMITTED = DerReader.context(0);
    private static final int EXCLUDED = DerReader.context(1);
    private static final int DNS_NAME = 0x82; // GeneralName [2] IMPLICIT IA5String
    private static final int IP_ADDRESS = 0x87; // GeneralName [7] IMPLICIT OCTET STRING: address, then mask

    private NameConstraints() {}

    /** Require that the certificates below an anchor, leaf first and anchor last, keep to the anchor's constraints. */
    static void requireAnchors(List<X509Certificate> path) throws ProtocolException {
        var anchor = path.get(path.size() - 1);
        var extension = anchor.getExtensionValue(EXTENSION);
        if (extension == null) {
            return;
        }
        var selector = new X509CertSelector();
        try {
            selector.setNameConstraints(value(extension).toArray());
        } catch (IOException e) {
            throw damaged(anchor, e);
        }
        for (int i = 0; i < path.size() - 1; i++) {
            var certificate = path.get(i);
            // RFC 5280 section 6.1.3 (b): self-issued ones are exempt, but for the leaf.
            boolean selfIssued = certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
            if ((i == 0 || !selfIssued) && !selector.match(certificate)) {
                throw outside(Certificates.subject(certificate), anchor);
            }
        }
    }

    /** Require that the server name asked for, a host name or an IP literal, keeps to all constraints on a path. */
    static void requireName(List<X509Certificate> path, String name) throws ProtocolException {
        for (var authority : path.subList(1, path.size())) {
            var extension = authority.getExtensionValue(EXTENSION);
            if (extension != null && !allows(authority, extension, name)) {
                throw outside("name `" + Printable.of(name) + "'", authority);
            }
        }
    }

    private static boolean allows(X509Certificate authority, byte[] extension, String name) throws ProtocolException {
        var host = (name.endsWith(".") ? name.substring(0, name.length() - 1) : name).toLowerCase(Locale.ROOT);
        var address = IpAddress.parse(host);
        int type = address == null ? DNS_NAME : IP_ADDRESS;
        boolean limited = false;
        boolean permitted = false;
        boolean excluded = false;
        try {
            var lists = new DerReader(value(extension)).enter(DerReader.SEQUENCE);
            while (lists.hasNext()) {
                int list = lists.nextTag();
                var subtrees = lists.enter(list);
                while (subtrees.hasNext()) {
                    var subtree = subtrees.enter(SUBTREE);
                    if (subtree.nextTag() != type) {
                        continue;
                    }
                    var base = subtree.content(type);
                    boolean within = address == null ? within(host, base) : within(address, base);
                    limited |= list == PERMITTED;
                    permitted |= list == PERMITTED && within;
                    excluded |= list == EXCLUDED && within;
                }
            }
        } catch (ProtocolException e) {
            throw damaged(authority, e);
        }
        return !excluded && (permitted || !limited);
    }

    /** The constraint itself and all below it; with a dot before it, as many write it, only what is below. */
    private static boolean within(String host, Bytes base) {
        var text = new String(base.toArray(), StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        var domain = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        return domain.isEmpty() || host.equals(domain) || host.endsWith(domain.startsWith(".") ? domain : "." + domain);
    }

    private static boolean within(byte[] address, Bytes base) {
        if (base.length() != 2 * address.length) {
            return false; // the other family
        }
        for (int i = 0; i < address.length; i++) {
            if (((address[i] ^ base.at(i)) & base.at(address.length + i)) != 0) {
                return false;
            }
        }
        return true;
    }

    private static Bytes value(byte[] extension) throws ProtocolException {
        return new DerReader(Bytes.wrap(extension)).content(DerReader.OCTET_STRING);
    }

    private static ProtocolException outside(String what, X509Certificate authority) {
        return new ProtocolException(
                Reason.CERTIFICATE_NOT_ALLOWED,
                what + " is outside the name constraints of " + Certificates.subject(authority));
    }

    private static ProtocolException damaged(X509Certificate authority, Exception cause) {
        return new ProtocolException(
                Reason.MALFORMED_CERTIFICATE, Certificates.subject(authority) + " has damaged name constraints", cause);
    }
}
