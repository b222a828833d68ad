package dev.reprise.tls;

import dev.reprise.tls.internal.cert.Certificates;
import dev.reprise.tls.internal.cert.ChainPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * Whom one side trusts.
 *
 * @param roots the trust anchors
 * @param intermediates what may complete a path beside the certificates a peer sends; not trusted
 */
record Trust(List<X509Certificate> roots, List<X509Certificate> intermediates) {
    /** Copy the lists. */
    Trust {
        roots = List.copyOf(roots);
        intermediates = List.copyOf(intermediates);
    }

    /** Trust these roots and know no intermediates. */
    static Trust of(List<X509Certificate> roots) {
        return new Trust(roots, List.of());
    }

    /** Trust the self-signed certificates of a PEM file; its others are intermediates, as with OpenSSL. */
    static Trust ofCaFile(Path file) throws IOException {
        var selfSigned = new ArrayList<X509Certificate>();
        var others = new ArrayList<X509Certificate>();
        for (var certificate : IdentityFiles.certificates(file, "CA")) {
            (Certificates.selfSigned(certificate) ? selfSigned : others).add(certificate);
        }
        if (selfSigned.isEmpty()) {
            throw new IOException("CA file '" + file + "' has no self-signed certificate to trust, only "
                    + others.size() + " intermediate");
        }
        return new Trust(selfSigned, others);
    }

    /** Return what clients' certificates must satisfy. */
    ChainPolicy clientPolicy(int verifyDepth) {
        return new ChainPolicy(roots, intermediates, ChainPolicy.Usage.CLIENT, true, true, true, verifyDepth);
    }

    /** Return all certificates known, roots first. */
    List<X509Certificate> all() {
        var all = new ArrayList<>(roots);
        all.addAll(intermediates);
        return all;
    }
}
