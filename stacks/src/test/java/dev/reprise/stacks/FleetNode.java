package dev.reprise.stacks;

import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.fleet.FleetKeyState;
import dev.reprise.tls.fleet.FleetKeyStatus;
import dev.reprise.tls.fleet.FleetListener;
import dev.reprise.tls.fleet.FleetSecrets;
import dev.reprise.tls.fleet.FleetTicketKeys;
import dev.reprise.tls.fleet.FleetTimings;
import dev.reprise.tls.fleet.TicketKeyStores;
import dev.reprise.tls.jsse.RepriseJsse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A Jetty in a process of its own, whose ticket keys come from a store; it says when it is ready and which key seals. */
final class FleetNode {
    /** A new key every 9 s, so that a test sees one; a session resumes for a minute. */
    private static final FleetTimings BRISK = new FleetTimings(
            Duration.ofSeconds(60),
            Duration.ofSeconds(9),
            Duration.ofMillis(5_400),
            Duration.ofMillis(1_800),
            Duration.ofMillis(300),
            Duration.ofMillis(500),
            Duration.ofSeconds(8));

    private FleetNode() {}

    /**
     * Serve until standard input ends.
     *
     * @param arguments the store's address, the fleet's secret, the certificate chain, its key
     */
    public static void main(String[] arguments) throws Exception {
        var teller = new FleetListener() {
            @Override
            public void keyChanged(FleetKeyStatus key) {
                if (key.state() == FleetKeyState.CURRENT) {
                    System.out.println("SEALS " + key.revision());
                }
            }
        };
        var store = TicketKeyStores.open(arguments[0], Duration.ofMillis(500));
        try (var keys = FleetTicketKeys.builder(store, FleetSecrets.open(Path.of(arguments[1])), BRISK.lifetime())
                .timings(BRISK)
                .listener(teller)
                .start()) {
            var config = TlsConfig.server(Path.of(arguments[2]), Path.of(arguments[3]))
                    .sessionLifetime(BRISK.lifetime())
                    .sessionId("stacks".getBytes(StandardCharsets.US_ASCII))
                    .ticketKeys(keys.ring())
                    .build();
            try (var jetty = new JettyServer(null).start(RepriseJsse.context(config), false)) {
                System.out.println("LISTENS " + jetty.port());
                keys.ready().get(1, TimeUnit.MINUTES);
                System.out.println("READY");
                System.in.readAllBytes();
            }
        }
    }
}
