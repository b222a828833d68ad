package dev.reprise.cli;

import dev.reprise.cli.tunnel.Reloading;
import dev.reprise.cli.tunnel.Signals;
import dev.reprise.cli.tunnel.TunnelOptions;
import dev.reprise.cli.web.WebServer;
import dev.reprise.tls.ConnectionListener;
import dev.reprise.tls.ServerConfig;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.TlsServer;
import dev.reprise.tls.fleet.KeyFileFollower;
import dev.reprise.tls.fleet.TicketKeyFormat;
import dev.reprise.tls.jsse.RepriseJsse;
import dev.reprise.tls.session.TicketKeyRing;
import dev.reprise.tls.spec.KeyLog;
import dev.reprise.tls.spec.TicketWithheld;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Run an echo server, or a terminator of TLS, that issues tickets. */
@Command(mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    private final Streams streams;

    @Option(
            names = "--port",
            required = true,
            paramLabel = "N",
            description = "Where to listen; 0 takes any free port, printed in the first line.")
    private int port;

    @Option(
            names = "--bind",
            paramLabel = "ADDR",
            defaultValue = "127.0.0.1",
            description = "The address to listen on, 0.0.0.0 or :: for all; default ${DEFAULT-VALUE}.")
    private String bind = "";

    @Option(
            names = "--to",
            paramLabel = "HOST:PORT",
            converter = HostPort.Converter.class,
            description = "Do not echo: pass what is said on to this place, without TLS.")
    private @Nullable HostPort backend;

    @Option(
            names = "--http",
            description =
                    "Do not echo: serve a page over HTTPS that tells visitors how their connection came about, and"
                            + " how this server fares.")
    private boolean http;

    @Mixin
    private ServerKeys keys = new ServerKeys();

    @Option(
            names = "--client-ca",
            paramLabel = "F",
            description = "Send away clients without a certificate that leads to a root in this file, PEM.")
    private @Nullable Path clientCa;

    @Option(
            names = "--client-auth",
            paramLabel = "W",
            converter = ClientAuth.Converter.class,
            description = "With --client-ca: required, the default, or optional, where clients may decline.")
    private @Nullable ClientAuth clientAuth;

    @Option(
            names = {"--client-crl", "--crl"},
            paramLabel = "F",
            description =
                    "With --client-ca: send away clients revoked by these lists, PEM; may be given more than once.")
    private List<Path> clientLists = new ArrayList<>();

    @Option(
            names = "--session-lifetime",
            paramLabel = "T",
            converter = Lifetime.class,
            defaultValue = "0",
            description = "How long sessions resume: 4s to 24h as 2h, 90m, 30s or seconds; 0, the default, is never.")
    private Duration lifetime = Duration.ZERO;

    @Option(
            names = "--session-id",
            paramLabel = "HEX",
            converter = SessionId.Converter.class,
            description =
                    "The session id context, up to 32 bytes: servers that take each other's tickets have the same;"
                            + " default random.")
    private @Nullable SessionId sessionId;

    @Option(
            names = "--ticket-key-file",
            paramLabel = "F",
            description =
                    "Ticket keys to share, lines REV:HEX, mode 0600 or read-only; the last one seals. Re-read when it"
                            + " changes.")
    private List<Path> ticketKeyFiles = List.of();

    @Option(
            names = "--ticket-key-format",
            paramLabel = "FORMAT",
            description =
                    "Whose --ticket-key-file it is: reprise, the default; nginx, a file for each key, the first seals;"
                            + " or haproxy.")
    private @Nullable TicketKeyFormat ticketKeyFormat;

    @Option(names = "--once", paramLabel = "N", description = "End after N connections; default: never.")
    private @Nullable Integer once;

    @Mixin
    private ConnectionOptions options = new ConnectionOptions();

    @Mixin
    private FleetOptions fleet = new FleetOptions();

    @Mixin
    private TunnelOptions tunnel = new TunnelOptions();

    ServeCommand(Streams streams) {
        this.streams = streams;
    }

    /** Serve until enough connections are done. */
    @Override
    public Integer call() throws IOException, InterruptedException {
        check();
        var log = tunnel.log(streams.err());
        try (var ring = new TicketKeyRing();
                var secrets = options.openKeyLog()) {
            var shared = sharedKeys(ring, log);
            // Not random for each config: sessions outlive a reload.
            var context = sessionId == null ? SessionId.random() : sessionId;
            var address = new InetSocketAddress(InetAddress.getByName(bind), port);
            if (backend != null) {
                var terminator = tunnel.terminator(
                        address,
                        backend,
                        files(),
                        limits -> builder(ring, secrets, context).handshakeTimeout(limits),
                        log);
                run(() -> terminator.run(once), shared);
                return Main.OK;
            }
            if (http) {
                var contexts = new Reloading<>(
                        files(),
                        () -> RepriseJsse.context(
                                builder(ring, secrets, context).build()),
                        log);
                var site = new WebServer(address, contexts, ring, !lifetime.isZero(), log);
                Signals.on("HUP", () -> site.reload("SIGHUP"));
                Signals.on("TERM", site::stop);
                // Scripts wait for this line, so it comes before all others, and signals are heard by then.
                log.event("listening on " + site.place());
                run(() -> site.run(tunnel.drain()), shared);
                return Main.OK;
            }
            try (var server = TlsServer.listen(builder(ring, secrets, context).build(), address)) {
                var echo = new EchoServer(server, log);
                Signals.on("TERM", echo::stop);
                // Scripts wait for this line, so it comes before all others, and signals are heard by then.
                log.event("listening on " + new HostPort(bind, server.localPort()));
                run(() -> echo.run(once, tunnel.drain()), shared);
            }
        }
        return Main.OK;
    }

    /** Read everything that connections are served by, anew each time. */
    private ServerConfig.Builder builder(TicketKeyRing ring, @Nullable KeyLog secrets, SessionId context)
            throws IOException {
        var builder = TlsConfig.server(keys.load(options))
                .protocols(options.protocols().versions());
        if (clientCa != null && clientAuth == ClientAuth.OPTIONAL) {
            builder.optionalClientCertificate(clientCa);
        } else if (clientCa != null) {
            builder.requireClientCertificate(clientCa);
        }
        for (var list : clientLists) {
            builder.crlFile(list);
        }
        options.giveCiphers(builder::cipherSuites);
        if (secrets != null) {
            builder.insecureKeyLog(secrets);
        }
        if (options.withoutExtendedMasterSecret()) {
            builder.insecureAllowResumptionWithoutExtendedMasterSecret();
        }
        if (!lifetime.isZero()) {
            var log = tunnel.log(streams.err());
            builder.listener(new ConnectionListener() {
                @Override
                public void ticketWithheld(TicketWithheld reason) {
                    log.event("ticket withheld: " + reason);
                }
            });
        }
        options.give("--alpn", "names of 1 to 255 bytes", () -> builder.alpn(options.alpn()));
        options.give("--session-lifetime", "4s to 24h, or 0 for never", () -> builder.sessionLifetime(lifetime));
        if (ticketKeyFormat == null || ticketKeyFormat == TicketKeyFormat.REPRISE) {
            options.give("--session-id", "up to 32 bytes", () -> builder.sessionId(context.bytes()));
        } else {
            options.give("--session-id", "1 to 32 bytes", () -> builder.sessionIdUnpadded(context.bytes()));
        }
        return builder.ticketKeys(ring);
    }

    /** Name the files that {@link #builder} reads. */
    private List<Path> files() {
        return Stream.of(keys.files(), clientCa == null ? List.<Path>of() : List.of(clientCa), clientLists)
                .flatMap(List::stream)
                .toList();
    }

    private interface Service {
        void run() throws IOException, InterruptedException;
    }

    /** Ticket keys that come from elsewhere: followed from the moment that the server listens, until closed. */
    @FunctionalInterface
    private interface SharedKeys {
        Following start();
    }

    /** What follows them. */
    @FunctionalInterface
    private interface Following {
        void close();
    }

    /** Give the ring the keys that there are already, and return what follows them. */
    private SharedKeys sharedKeys(TicketKeyRing ring, Log log) throws IOException {
        if (!ticketKeyFiles.isEmpty()) {
            var format = ticketKeyFormat == null ? TicketKeyFormat.REPRISE : ticketKeyFormat;
            var follower = KeyFileFollower.open(format, ticketKeyFiles, ring, new KeyFileLog(log::event));
            return () -> {
                follower.start();
                return follower::close;
            };
        }
        if (fleet.derived()) {
            var derived = fleet.derive(lifetime, ring, new KeyFileLog(log::event));
            return () -> {
                derived.start();
                return derived::close;
            };
        }
        if (fleet.given()) {
            var builder = fleet.builder(lifetime, false).ring(ring).listener(new FleetLog(log::event));
            return () -> builder.start()::close;
        }
        return () -> () -> {};
    }

    /** Serve, and keep to the ticket keys of others meanwhile. */
    private static void run(Service service, SharedKeys shared) throws IOException, InterruptedException {
        var following = shared.start();
        try {
            service.run();
        } finally {
            following.close();
        }
    }

    private void check() {
        if (port < 0 || port > 0xffff) {
            throw options.misuse("the port " + port + " is not in 0..65535");
        }
        if (once != null && once < 1) {
            throw options.misuse("--once needs a count of at least 1");
        }
        if (clientAuth != null && clientCa == null) {
            throw options.misuse("--client-auth does nothing without --client-ca");
        }
        if (!clientLists.isEmpty() && clientCa == null) {
            throw options.misuse("--client-crl does nothing without --client-ca");
        }
        keys.check(options);
        if (ticketKeyFormat != null && ticketKeyFiles.isEmpty()) {
            throw options.misuse("--ticket-key-format does nothing without --ticket-key-file");
        }
        if (ticketKeyFormat != null && sessionId == null) {
            throw options.misuse("--ticket-key-format does nothing without the other program's --session-id");
        }
        if (!ticketKeyFiles.isEmpty() && lifetime.isZero()) {
            throw options.misuse("--ticket-key-file does nothing without --session-lifetime");
        }
        fleet.check();
        if (fleet.given() && lifetime.isZero()) {
            throw options.misuse("--ticket-keys does nothing without --session-lifetime");
        }
        if (fleet.given() && sessionId == null) {
            throw options.misuse("--ticket-keys does nothing without --session-id, the same for all servers");
        }
        if (fleet.given() && !ticketKeyFiles.isEmpty()) {
            throw options.misuse("--ticket-keys and --ticket-key-file exclude each other");
        }
        if (http && (backend != null || once != null || options.alpn().length > 0)) {
            throw options.misuse("--http goes with none of --to, --once and --alpn");
        }
        if (backend == null) {
            tunnel.refuseWithout("--to");
        }
        if (sessionId != null && lifetime.isZero()) {
            throw options.misuse("--session-id does nothing without --session-lifetime");
        }
    }
}
