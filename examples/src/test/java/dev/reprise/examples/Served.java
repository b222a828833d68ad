package dev.reprise.examples;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.ServerConfig;
import dev.reprise.tls.TlsClient;
import dev.reprise.tls.TlsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Certificates in files of a directory, and a server that runs. */
final class Served {
    static final TestCertificate ROOT = TestCertificates.root("Examples' root");

    private Served() {}

    /** Make a server's certificate for localhost with a key of its own, as DIRECTORY/server.pem and server.key. */
    static TestCertificate server(Path directory) throws IOException {
        return write(
                TestCertificates.named("localhost").dns("localhost").server().issuedBy(ROOT), directory, "server");
    }

    /** Write NAME.pem, NAME.key, and the root as root.pem. */
    static TestCertificate write(TestCertificate certificate, Path directory, String name) throws IOException {
        certificate.write(directory.resolve(name + ".pem"), directory.resolve(name + ".key"));
        Files.write(directory.resolve("root.pem"), ROOT.certificatePem());
        return certificate;
    }

    /** Make a client that trusts the root. */
    static TlsClient client(Path directory) throws IOException {
        return TlsClient.of(
                TlsConfig.client().caFile(directory.resolve("root.pem")).build());
    }

    /** Make the plainest config for the files that {@link #server} writes. */
    static ServerConfig config(Path directory) throws IOException {
        return TlsConfig.server(directory.resolve("server.pem"), directory.resolve("server.key"))
                .build();
    }

    /** Start an echo server in a thread that ends with it. */
    static EchoServer echo(ServerConfig config) throws IOException {
        var server = new EchoServer(config, 0);
        Thread.ofVirtual().start(() -> {
            try {
                server.serve();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        return server;
    }
}
