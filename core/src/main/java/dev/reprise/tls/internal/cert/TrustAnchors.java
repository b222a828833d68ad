package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.crypto.Digests;
import dev.reprise.tls.spec.HashAlgorithm;
import dev.reprise.tls.spec.ProtocolException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The roots that somebody trusts, read, ordered by name and digested once for as many policies as share them. Immutable and
 * thread-safe.
 */
public final class TrustAnchors {
    private final List<X509Certificate> certificates;
    private final Map<DistinguishedName, List<DerCertificate>> bySubject;
    private final Set<X509Certificate> set;
    private final MessageDigest digest; // copied, and never used up

    private TrustAnchors(List<DerCertificate> certificates) {
        this.certificates = List.copyOf(certificates);
        this.bySubject = PathSearch.bySubject(certificates);
        this.set = Set.copyOf(certificates);
        this.digest = Digests.of(HashAlgorithm.SHA256);
        update(digest, certificates);
    }

    /** Trust these; one that cannot be read is an IllegalArgumentException. */
    public static TrustAnchors of(List<X509Certificate> certificates) {
        return new TrustAnchors(read(certificates));
    }

    /** Trust those of these that can be read, for lists that nobody here has chosen. */
    public static TrustAnchors ofReadable(List<X509Certificate> certificates) {
        var readable = new ArrayList<DerCertificate>(certificates.size());
        for (var certificate : certificates) {
            var read = readOrNull(certificate);
            if (read != null) {
                readable.add(read);
            }
        }
        return new TrustAnchors(readable);
    }

    private static @Nullable DerCertificate readOrNull(X509Certificate certificate) {
        try {
            return DerCertificate.of(certificate);
        } catch (ProtocolException e) {
            return null; // Nobody is trusted by a certificate that means nothing here.
        }
    }

    /** Read certificates of our own side; one that cannot be read is an IllegalArgumentException. */
    static List<DerCertificate> read(List<X509Certificate> certificates) {
        var read = new ArrayList<DerCertificate>(certificates.size());
        for (var certificate : certificates) {
            try {
                read.add(DerCertificate.of(certificate));
            } catch (ProtocolException e) {
                throw new IllegalArgumentException(
                        Certificates.subject(certificate) + " cannot be read: " + e.getMessage(), e);
            }
        }
        return read;
    }

    /** Return the roots in the order given. */
    public List<X509Certificate> certificates() {
        return certificates;
    }

    /** Return the roots that have each name. */
    Map<DistinguishedName, List<DerCertificate>> bySubject() {
        return bySubject;
    }

    /** Tell whether a certificate is one of these. */
    boolean contains(X509Certificate certificate) {
        return set.contains(certificate);
    }

    /** Return a SHA-256 that has seen these, as {@link #update} shows them. */
    MessageDigest digest() {
        return Digests.copy(digest);
    }

    /** Update a SHA-256 with the digests of certificates, each once and in their own order: the same for equal sets. */
    static void update(MessageDigest sha256, List<DerCertificate> certificates) {
        var each = Digests.of(HashAlgorithm.SHA256);
        var digests = new TreeSet<String>();
        for (var certificate : certificates) {
            certificate.encoded().update(each);
            digests.add(HexFormat.of().formatHex(each.digest()));
        }
        for (var digest : digests) {
            sha256.update(HexFormat.of().parseHex(digest));
        }
    }

    /** Compare the certificates in their order. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TrustAnchors that && certificates.equals(that.certificates);
    }

    @Override
    public int hashCode() {
        return certificates.hashCode();
    }

    /** Return how many there are. */
    @Override
    public String toString() {
        return "TrustAnchors[" + certificates.size() + "]";
    }
}
