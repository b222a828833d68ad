package dev.reprise.tls;

import dev.reprise.tls.internal.cert.Certificates;
import dev.reprise.tls.internal.cert.ChainPolicy;
import dev.reprise.tls.internal.cert.TrustAnchors;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Whom one side trusts.
 *
 * @param roots the trust anchors
 * @param intermediates what may complete a path beside the certificates a peer sends; not trusted
 */
record Trust(TrustAnchors roots, List<X509Certificate> intermediates) {
    /** By their ending, or eight hex digits and a number as OpenSSL looks for them. */
    private static final Pattern CA_FILE = Pattern.compile(".+\\.(?i:pem|crt|cer)|[0-9a-f]{8}\\.[0-9]+");

    /** Copy the list. */
    Trust {
        intermediates = List.copyOf(intermediates);
    }

    /** Trust these roots and know no intermediates. */
    static Trust of(List<X509Certificate> roots) {
        return of(TrustAnchors.of(roots));
    }

    /** Trust these roots, which others may share, and know no intermediates. */
    static Trust of(TrustAnchors roots) {
        return new Trust(roots, List.of());
    }

    /** Trust the self-signed certificates of a PEM file; its others are intermediates, as with OpenSSL. */
    static Trust ofCaFile(Path file) throws IOException {
        return ofCertificates(IdentityFiles.certificates(file, "CA"), "CA file '" + file + "'");
    }

    /** Trust those of a PEM text. */
    static Trust ofCaPem(byte[] pem) throws IOException {
        return ofCertificates(Certificates.parsePem(pem, "the CA certificates given"), "what is given");
    }

    /** Trust those of all PEM files of a directory, each file and each certificate once. */
    static Trust ofCaPath(Path directory) throws IOException {
        var source = "CA directory '" + directory + "'";
        var files = new LinkedHashSet<Path>();
        try (var entries = Files.newDirectoryStream(directory)) {
            for (var entry : entries) {
                // What rehash makes are links to the files beside them.
                if (CA_FILE.matcher(entry.getFileName().toString()).matches() && Files.isRegularFile(entry)) {
                    files.add(entry.toRealPath());
                }
            }
        } catch (DirectoryIteratorException e) {
            throw IdentityFiles.unopened("CA", directory, new IOException(e.getMessage(), e));
        } catch (IOException e) {
            throw IdentityFiles.unopened("CA", directory, e);
        }
        var certificates = new LinkedHashSet<X509Certificate>();
        for (var file : files) {
            certificates.addAll(IdentityFiles.certificates(file, "CA"));
        }
        return ofCertificates(certificates, source);
    }

    /** Trust those of a file, or of a directory of files. */
    static Trust ofCaFileOrPath(Path path) throws IOException {
        return Files.isDirectory(path) ? ofCaPath(path) : ofCaFile(path);
    }

    private static Trust ofCertificates(Collection<X509Certificate> certificates, String source) throws IOException {
        var selfSigned = new ArrayList<X509Certificate>();
        var others = new ArrayList<X509Certificate>();
        for (var certificate : certificates) {
            (Certificates.selfSigned(certificate) ? selfSigned : others).add(certificate);
        }
        if (selfSigned.isEmpty()) {
            throw new IOException(source + " has no self-signed certificate to trust, only " + others.size()
                    + (others.size() == 1 ? " intermediate" : " intermediates"));
        }
        return new Trust(TrustAnchors.of(selfSigned), others);
    }

    /** Return what clients' certificates must satisfy. */
    ChainPolicy clientPolicy(int verifyDepth) {
        return new ChainPolicy(roots, intermediates, ChainPolicy.Usage.CLIENT, true, true, true, verifyDepth);
    }

    /** Return all certificates known, roots first. */
    List<X509Certificate> all() {
        var all = new ArrayList<>(roots.certificates());
        all.addAll(intermediates);
        return all;
    }
}
