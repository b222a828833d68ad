package dev.reprise.tls.jsse;

import dev.reprise.tls.internal.crypto.Digests;
import dev.reprise.tls.internal.handshake.server.ClientCertificates;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.HashAlgorithm;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;

/**
 * Whom a trust manager accepts as issuers of clients' certificates. Tickets are bound to it: with other issuers, or a trust
 * store that was loaded anew, clients are verified again.
 *
 * @param certificates as the manager says
 * @param subjects their names, for clients to choose by
 * @param digest equal for equal sets
 */
record Issuers(List<X509Certificate> certificates, List<Bytes> subjects, Bytes digest) {
    static Issuers of(List<X509Certificate> certificates) {
        return new Issuers(certificates, ClientCertificates.subjects(certificates), digest(certificates));
    }

    /** Digest certificates as a set. */
    static Bytes digest(List<X509Certificate> certificates) {
        var digest = Digests.of(HashAlgorithm.SHA256);
        var each = new TreeSet<String>();
        for (var certificate : certificates) {
            try {
                each.add(HexFormat.of().formatHex(digest.digest(certificate.getEncoded())));
            } catch (CertificateEncodingException e) {
                throw new IllegalStateException("an accepted issuer has no encoding", e);
            }
        }
        for (var one : each) {
            digest.update(HexFormat.of().parseHex(one));
        }
        return Bytes.wrap(digest.digest());
    }

    /** Tell whether these are the same objects: a manager hands them out for every handshake. */
    @SuppressWarnings("ReferenceEquality") // Equal ones may be read again, that is all.
    boolean are(X509Certificate[] others) {
        if (others.length != certificates.size()) {
            return false;
        }
        for (int i = 0; i < others.length; i++) {
            if (others[i] != certificates.get(i)) {
                return false;
            }
        }
        return true;
    }
}
