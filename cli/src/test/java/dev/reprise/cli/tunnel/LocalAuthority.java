package dev.reprise.cli.tunnel;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** A certificate authority of a test, with its certificates in files that other people's programs read. */
final class LocalAuthority {
    private final TestCertificate certificate;
    private final Path directory;
    private final Path file;

    /**
     * A certificate with its key.
     *
     * @param certificate the certificate itself
     * @param chain its chain's file
     * @param key its key's file
     */
    record Pair(TestCertificate certificate, Path chain, Path key) {
        /** Return the options by which openssl and reprise take both. */
        List<String> options(String chainOption, String keyOption) {
            return List.of(chainOption, chain.toString(), keyOption, key.toString());
        }
    }

    /** Make an authority whose files are in a directory under its name. */
    LocalAuthority(String name, Path directory) throws IOException {
        this.directory = directory;
        certificate =
                TestCertificates.named(name).authority().valid(past(), future()).selfSigned();
        file = Files.write(directory.resolve(name + "-ca.pem"), certificate.certificatePem());
    }

    private static Instant past() {
        return Instant.now().minusSeconds(3600);
    }

    private static Instant future() {
        return Instant.now().plusSeconds(86_400);
    }

    /** Return the file of its own certificate. */
    Path file() {
        return file;
    }

    /** Issue a server's certificate for these names. */
    Pair server(String commonName, String... dnsNames) throws IOException {
        return write(
                commonName, TestCertificates.named(commonName).dns(dnsNames).server());
    }

    /** Issue a client's certificate. */
    Pair client(String commonName) throws IOException {
        return write(commonName, TestCertificates.named(commonName).client());
    }

    private Pair write(String name, TestCertificates begun) throws IOException {
        var pair = new Pair(
                begun.valid(past(), future()).issuedBy(certificate),
                directory.resolve(name + ".pem"),
                directory.resolve(name + ".key"));
        pair.certificate().write(pair.chain(), pair.key());
        return pair;
    }
}
