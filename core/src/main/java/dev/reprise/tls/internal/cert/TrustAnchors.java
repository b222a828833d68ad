package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.crypto.Digests;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.HashAlgorithm;
import dev.reprise.tls.spec.ProtocolException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The roots that somebody trusts, read, ordered by name and digested once for as many policies as share them. Immutable and
 * thread-safe.
 */
public final class TrustAnchors {
    private final List<X509Certificate> certificates;
    private final Map<DistinguishedName, List<DerCertificate>> bySubject;
    private final Bytes digests;

    private TrustAnchors(List<DerCertificate> certificates) {
        this.certificates = List.copyOf(certificates);
        this.bySubject = PathSearch.bySubject(certificates);
        this.digests = digests(certificates);
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

    /** Return the digests of all, each once and in their own order: equal for equal sets. */
    Bytes digests() {
        return digests;
    }

    /** Digest certificates as a set. */
    static Bytes digests(List<DerCertificate> certificates) {
        var sha256 = Digests.of(HashAlgorithm.SHA256);
        var digests = new TreeSet<String>();
        for (var certificate : certificates) {
            certificate.encoded().update(sha256);
            digests.add(HexFormat.of().formatHex(sha256.digest()));
        }
        var joined = new Writer(32 * digests.size());
        for (var digest : digests) {
            joined.bytes(HexFormat.of().parseHex(digest));
        }
        return Bytes.wrap(joined.toArray());
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
