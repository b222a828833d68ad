package dev.reprise.cli;

import dev.reprise.cli.tunnel.TunnelOptions;
import dev.reprise.tls.ClientConfig;
import dev.reprise.tls.ConnectionListener;
import dev.reprise.tls.TlsClient;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.TlsConnection;
import dev.reprise.tls.session.SessionFile;
import dev.reprise.tls.spec.ConnectionInfo;
import dev.reprise.tls.spec.KeyLog;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.NotStored;
import dev.reprise.tls.spec.TruncatedException;
import dev.reprise.tls.spec.WithheldCertificate;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Connect to a server, resuming where a session file allows it. */
@Command(mixinStandardHelpOptions = true)
final class ConnectCommand implements Callable<Integer> {
    private final Streams streams;

    @Parameters(paramLabel = "HOST:PORT", converter = HostPort.Converter.class, description = "The server.")
    private HostPort target = new HostPort("localhost", 443);

    @Option(
            names = "--servername",
            paramLabel = "N",
            description = "The name to ask for and to find in the certificate; default the host.")
    private @Nullable String serverName;

    @Mixin
    private ServerTrust trust = new ServerTrust();

    @Option(
            names = "--cert",
            paramLabel = "F",
            description = "Our own certificate chain for servers that ask for one, PEM, leaf first; needs --key.")
    private @Nullable Path chain;

    @Option(names = "--key", paramLabel = "F", description = "The private key of --cert, PEM.")
    private @Nullable Path key;

    @Mixin
    private KeyPassword password = new KeyPassword();

    @Option(
            names = "--session-file",
            paramLabel = "F",
            description = "Where sessions are kept from run to run; made, mode 0600, when it is not there.")
    private @Nullable Path sessionFile;

    @Option(
            names = "--groups",
            paramLabel = "G",
            description = "Key exchange groups in libtls's words, such as x25519,p-256, the one liked best first.")
    private @Nullable String groups;

    @Option(names = "--json", description = "Report one JSON object, when the connection has ended, instead of lines.")
    private boolean json;

    @Option(
            names = "--listen",
            paramLabel = "ADDR:PORT",
            converter = HostPort.Listening.class,
            description = "Do not copy standard input: accept connections here, without TLS, and pass each on to the"
                    + " server; port 0 takes any free one, printed in the first line.")
    private @Nullable HostPort listen;

    @Mixin
    private TunnelOptions tunnel = new TunnelOptions();

    @Mixin
    private ConnectionOptions options = new ConnectionOptions();

    private volatile @Nullable NotStored notStored;

    ConnectCommand(Streams streams) {
        this.streams = streams;
    }

    /** Connect, copy, report. */
    @Override
    public Integer call() throws IOException, InterruptedException {
        if ((chain == null) != (key == null)) {
            throw options.misuse("--cert and --key go together");
        }
        if (password.given() && key == null) {
            throw options.misuse("--key-password-file does nothing without --key");
        }
        trust.check(options);
        if (listen == null) {
            tunnel.refuseWithout("--listen");
        }
        try (var sessions = sessionFile == null ? null : SessionFile.open(sessionFile);
                var log = options.openKeyLog()) {
            if (listen == null) {
                return connect(TlsClient.of(builder(sessions, log).build()));
            }
            tunnel.originator(
                            new InetSocketAddress(InetAddress.getByName(listen.host()), listen.port()),
                            target,
                            serverName == null ? target.host() : serverName,
                            files(),
                            handshakeTimeout -> builder(sessions, log).handshakeTimeout(handshakeTimeout),
                            tunnel.log(streams.err()))
                    .run(null);
            return Main.OK;
        }
    }

    /** Read everything that connections are made by, anew each time. */
    private ClientConfig.Builder builder(@Nullable SessionFile sessions, @Nullable KeyLog log) throws IOException {
        var builder = TlsConfig.client().protocols(options.protocols().versions());
        options.give("--alpn", "names of 1 to 255 bytes", () -> builder.alpn(options.alpn()));
        var given = groups;
        if (given != null) {
            options.give("--groups", "as libtls has them", () -> builder.groups(TlsConfig.parseGroups(given)));
        }
        options.giveCiphers(builder::cipherSuites);
        if (options.withoutExtendedMasterSecret()) {
            builder.insecureAllowResumptionWithoutExtendedMasterSecret();
        }
        builder.listener(new ConnectionListener() {
            @Override
            public void sessionNotStored(NotStored reason) {
                notStored = reason;
            }
        });
        if (chain != null && key != null) {
            builder.identity(password.identity(chain, key));
        }
        trust.give(builder);
        if (log != null) {
            builder.insecureKeyLog(log);
        }
        if (sessions != null) {
            builder.sessions(sessions);
        }
        return builder;
    }

    /** Name the files that {@link #builder} reads. */
    private List<Path> files() {
        var own = Stream.of(chain, key).filter(Objects::nonNull);
        return Stream.concat(own, Stream.of(password.files(), trust.files()).flatMap(List::stream))
                .toList();
    }

    private int connect(TlsClient client) throws IOException, InterruptedException {
        long start = System.nanoTime();
        try (var connection = open(client)) {
            var info = connection.info();
            var report = report(info, (System.nanoTime() - start) / 1e6);
            if (!json) {
                streams.err().print(report.lines());
                streams.err().flush();
            }
            try {
                new Relay(connection, streams).run();
            } finally {
                finish(connection, report);
            }
        }
        return Main.OK;
    }

    private TlsConnection open(TlsClient client) throws IOException {
        try {
            return client.connect(target.host(), target.port(), serverName == null ? target.host() : serverName);
        } catch (IllegalArgumentException wrong) {
            throw options.misuse(Failure.describe(wrong));
        } catch (ConnectException | NoRouteToHostException e) {
            throw e;
        } catch (SocketException | TruncatedException e) {
            throw groups != null || !largeHello() ? e : withHint(e);
        }
    }

    /** Tell whether a ClientHello is too large for one packet, as the key share of X25519MLKEM768 makes it. */
    private static boolean largeHello() {
        return TlsConfig.parseGroups("default").contains(NamedGroup.X25519MLKEM768);
    }

    private static IOException withHint(IOException reset) {
        return new IOException(
                Failure.message(reset)
                        + "; should it be that something on the way cannot take a ClientHello of more than"
                        + " one packet, --groups x25519,p-256 makes it smaller",
                reset);
    }

    /** Tell what is known only now: tickets arrive after the handshake, and storing one can fail. */
    private void finish(TlsConnection connection, Report report) {
        var failure = connection.info().storeFailure();
        var left = Optional.ofNullable(notStored).map(reason -> "no " + reason);
        if (json) {
            left.ifPresent(text -> report.add("not stored", text));
            streams.err().println(report.add("session file failure", failure).json());
        } else {
            left.ifPresent(text -> streams.err().println("not stored: " + text));
            failure.ifPresent(text -> streams.err().println("session file failure: " + Text.printable(text)));
        }
    }

    private static Report report(ConnectionInfo info, double milliseconds) {
        var report = new Report()
                .add("protocol", info.version().displayName())
                .add("cipher", info.cipherSuite().name())
                .add(
                        "group",
                        info.group()
                                .map(group -> group.name().toLowerCase(Locale.ROOT))
                                .orElse("none"))
                .add("alpn", info.alpn())
                .add("servername", info.serverName())
                .add("resumed", info.resumed());
        info.notOffered()
                .ifPresentOrElse(
                        reason -> report.add("not offered", reason.toString()),
                        () -> report.add("offered", info.resumed() ? "yes" : "refused by the server"));
        info.withheldCertificate().ifPresent(withheld -> report.add("certificate withheld", text(withheld)));
        var leaf = info.peerCertificates().stream().findFirst();
        return report.add(
                        "peer subject",
                        leaf.map(c -> c.getSubjectX500Principal().getName()))
                .add("peer issuer", leaf.map(c -> c.getIssuerX500Principal().getName()))
                .add("handshake milliseconds", milliseconds);
    }

    private static String text(WithheldCertificate withheld) {
        var reason = withheld.reason().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return withheld.issuers().isEmpty()
                ? reason
                : reason + "; wanted from "
                        + withheld.issuers().stream()
                                .map(X500Principal::getName)
                                .collect(Collectors.joining("; "));
    }
}
