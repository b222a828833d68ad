package dev.reprise.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reprise.tls.ServerConfig;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.session.TicketKey;
import dev.reprise.tls.session.TicketKeyRing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/**
 * Serve in several processes that resume each other's clients: {@code SharedTicketKeys CHAIN.pem KEY.pem PORT REVISION KEY},
 * where KEY is a file of 48 random bytes, the same everywhere, and REVISION its number. This is what
 * {@code tls_config_add_ticket_key} is for, and processes in C may take part.
 *
 * <p>Keys must change: each seals for one session lifetime. {@code FleetTicketKeys} does that by itself, for one or many
 * hosts; this is for those who have their own way of handing out keys.
 */
public final class SharedTicketKeys {
    private SharedTicketKeys() {}

    /** Run it until the process ends. */
    public static void main(String[] args) throws IOException {
        try (var ring = new TicketKeyRing()) {
            add(ring, TicketKey.parseRevision(args[3]), Path.of(args[4]));
            var config = config(Path.of(args[0]), Path.of(args[1]), ring);
            try (var server = new EchoServer(config, Integer.parseInt(args[2]))) {
                System.out.println("listening on port " + server.port());
                server.serve();
            }
        }
    }

    /** Make a config; what must be the same everywhere is the id, the lifetime and the keys. */
    static ServerConfig config(Path chain, Path key, TicketKeyRing ring) throws IOException {
        return TlsConfig.server(chain, key)
                .sessionId("shop".getBytes(UTF_8))
                .sessionLifetime(Duration.ofHours(2))
                .ticketKeys(ring)
                .build();
    }

    /** Add a key while connections run; it seals at once, and the keys before it still open. */
    static void add(TicketKeyRing ring, int revision, Path keyFile) throws IOException {
        var key = Files.readAllBytes(keyFile);
        try {
            ring.add(revision, key);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }
}
