package dev.reprise.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reprise.tls.ClientConfig;
import dev.reprise.tls.PeerCertificate;
import dev.reprise.tls.ServerConfig;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.TlsConnection;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Both sides prove themselves by certificates: the server greets its client by the name in the client's certificate.
 *
 * @see EchoServer for the loop that accepts
 */
final class MutualTls {
    private MutualTls() {}

    /** Make a server's config that sends away clients without a certificate of this authority. */
    static ServerConfig server(Path chain, Path key, Path clientAuthority) throws IOException {
        return TlsConfig.server(chain, key)
                .requireClientCertificate(clientAuthority) // optionalClientCertificate where some may come without
                .build();
    }

    /** Make a client's config with a certificate of its own. */
    static ClientConfig client(Path authority, Path chain, Path key) throws IOException {
        return TlsConfig.client().caFile(authority).identity(chain, key).build();
    }

    /** Greet a client that was accepted. */
    static void greet(TlsConnection connection) throws IOException {
        try (connection) {
            connection.handshake(); // before it, nobody knows who this is
            var who = PeerCertificate.of(connection.info()).orElseThrow();
            connection
                    .output()
                    .write(("hello " + who.commonName() + ", known as " + who.hash() + "\n").getBytes(UTF_8));
        }
    }
}
