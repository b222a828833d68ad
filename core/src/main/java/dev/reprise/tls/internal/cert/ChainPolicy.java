package dev.reprise.tls.internal.cert;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;

/**
 * What a peer's certificates must satisfy.
 *
 * @param roots the trust anchors; none means that nobody is trusted
 * @param intermediates certificates that may complete a path besides those the peer sends; not trusted
 * @param usage what the peer's certificate must be good for
 * @param checkChain whether a path to a root is required; without it nothing but the name is checked, dates neither
 * @param checkName whether a server's certificate must have the name asked for
 * @param checkTime whether all certificates of the path must be valid now; all other rules hold without it too
 * @param maxDepth how many intermediates may stand between leaf and root, 0 to 16; self-issued ones do not count
 */
public record ChainPolicy(
        TrustAnchors roots,
        List<X509Certificate> intermediates,
        Usage usage,
        boolean checkChain,
        boolean checkName,
        boolean checkTime,
        int maxDepth) {
    /** How many intermediates libtls allows unless told otherwise. */
    public static final int DEFAULT_MAX_DEPTH = 6;

    /** How many intermediates can be allowed at most. */
    public static final int MAX_DEPTH = 16;

    /** What a certificate must be good for (RFC 5280 section 4.2.1.12). */
    public enum Usage {
        /** The peer is a server: serverAuth. */
        SERVER("1.3.6.1.5.5.7.3.1"),
        /** The peer is a client: clientAuth; no name is checked. */
        CLIENT("1.3.6.1.5.5.7.3.2");

        private final String purpose;

        Usage(String purpose) {
            this.purpose = purpose;
        }

        /** Return the object identifier of the key purpose in its usual text. */
        String dotted() {
            return purpose;
        }

        /** Return the object identifier of the key purpose. */
        ObjectIdentifier purpose() {
            return ObjectIdentifier.of(purpose);
        }
    }

    /** Copy the lists; a depth out of range is an IllegalArgumentException. */
    public ChainPolicy {
        Objects.requireNonNull(roots);
        intermediates = List.copyOf(intermediates);
        Objects.requireNonNull(usage);
        if (maxDepth < 0 || maxDepth > MAX_DEPTH) {
            throw new IllegalArgumentException("verify depth " + maxDepth + " is not in 0.." + MAX_DEPTH);
        }
    }

    /** Tell whether a certificate is one of ours, which a peer need not send. */
    boolean knows(X509Certificate certificate) {
        return roots.contains(certificate) || intermediates.contains(certificate);
    }
}
