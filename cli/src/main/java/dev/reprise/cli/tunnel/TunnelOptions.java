package dev.reprise.cli.tunnel;

import dev.reprise.cli.HostPort;
import dev.reprise.cli.Lifetime;
import dev.reprise.cli.Log;
import dev.reprise.tls.ClientConfig;
import dev.reprise.tls.ServerConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of a tunnel, whichever side TLS is on. */
public final class TunnelOptions {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--proxy-in",
            description =
                    "Connections begin with a PROXY header, version 1 or 2; those that do not are refused. Only for"
                            + " ports that nobody but the proxy reaches.")
    private boolean proxyIn;

    @Option(
            names = "--proxy-out",
            paramLabel = "V",
            converter = ProxyOut.Converter.class,
            description = "Tell the other end who the client is by a PROXY header: v1 or v2.")
    private @Nullable ProxyOut proxyOut;

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Carry so many at a time, the next ones wait; default ${DEFAULT-VALUE}.")
    private int connections;

    @Option(
            names = "--handshake-timeout",
            paramLabel = "T",
            converter = Lifetime.class,
            defaultValue = "30s",
            description = "Give up a handshake after this time; default ${DEFAULT-VALUE}.")
    private Duration handshake = Duration.ZERO;

    @Option(
            names = "--connect-timeout",
            paramLabel = "T",
            converter = Lifetime.class,
            defaultValue = "10s",
            description = "Give up connecting to an address after this time; default ${DEFAULT-VALUE}.")
    private Duration connect = Duration.ZERO;

    @Option(
            names = "--idle-timeout",
            paramLabel = "T",
            converter = Lifetime.class,
            defaultValue = "1h",
            description =
                    "End connections on which nothing has come for this time, 0 for never; default ${DEFAULT-VALUE}.")
    private Duration idle = Duration.ZERO;

    @Option(
            names = "--write-timeout",
            paramLabel = "T",
            converter = Lifetime.class,
            defaultValue = "60s",
            description =
                    "End connections whose peer takes nothing for this time, 0 for never; default ${DEFAULT-VALUE}.")
    private Duration write = Duration.ZERO;

    @Option(
            names = "--drain",
            paramLabel = "T",
            converter = Lifetime.class,
            defaultValue = "30s",
            description = "After SIGTERM let connections go on for at most this time; default ${DEFAULT-VALUE}.")
    private Duration drain = Duration.ZERO;

    @Option(
            names = "--limits",
            paramLabel = "F",
            description =
                    "Read the six limits above from this file, lines such as 'idle-timeout 5m', again on SIGHUP and"
                            + " when it changes.")
    private @Nullable Path limitsFile;

    @Option(
            names = "--reuse-port",
            description = "Let another process listen on the same port: a successor before this one ends.")
    private boolean reusePort;

    @Option(
            names = "--log",
            paramLabel = "W",
            converter = Log.Form.Converter.class,
            description = "How lines on standard error look: text, the default, or json.")
    private Log.Form form = Log.Form.TEXT;

    /** Return where lines of the log go. */
    public Log log(PrintStream target) {
        return new Log(target, form);
    }

    /** Return how long what still runs may take after the signal to end. */
    public Duration drain() {
        return drain;
    }

    /** Makes a server's settings anew from its files, with a bound on handshakes. */
    public interface ServerSource {
        /** Read all files. */
        ServerConfig.Builder load(Duration handshakeTimeout) throws IOException;
    }

    /** Makes a client's settings anew from its files, with a bound on handshakes. */
    public interface ClientSource {
        /** Read all files. */
        ClientConfig.Builder load(Duration handshakeTimeout) throws IOException;
    }

    /**
     * Listen for TLS and say so in the log.
     *
     * @param backend where connections go without TLS
     * @param files what {@code source} reads
     */
    public Tunnel terminator(
            InetSocketAddress address, HostPort backend, List<Path> files, ServerSource source, Log log)
            throws IOException {
        return listen(address, files, log, limits -> {
            var config = source.load(limits.handshake()).build();
            return new Terminator(config, new Dial(backend, limits.connect()), proxyOut);
        });
    }

    /**
     * Listen for plain connections and say so in the log.
     *
     * @param server where connections go with TLS
     * @param serverName the name to ask for and to find in the certificate
     * @param files what {@code source} reads
     */
    public Tunnel originator(
            InetSocketAddress address,
            HostPort server,
            String serverName,
            List<Path> files,
            ClientSource source,
            Log log)
            throws IOException {
        return listen(address, files, log, limits -> {
            var client = source.load(limits.handshake()).build();
            return new Originator(client, new Dial(server, limits.connect()), serverName, proxyOut);
        });
    }

    private interface RouteSource {
        Route load(Limits limits) throws IOException;
    }

    private Tunnel listen(InetSocketAddress address, List<Path> files, Log log, RouteSource routes) throws IOException {
        var watched = new ArrayList<>(files);
        if (limitsFile != null) {
            watched.add(limitsFile);
        }
        var settings = new Reloading<>(
                watched,
                () -> {
                    var limits = limits();
                    return new Settings(routes.load(limits), limits, proxyIn);
                },
                log);
        var tunnel = new Tunnel(address, reusePort, settings, log);
        Signals.on("HUP", () -> tunnel.reload("SIGHUP"));
        Signals.on("TERM", tunnel::stop);
        // Scripts wait for this line, so it comes before all others.
        log.event("listening on " + new HostPort(address.getAddress().getHostAddress(), tunnel.port()));
        return tunnel;
    }

    private Limits limits() throws IOException {
        Limits given;
        try {
            given = new Limits(connections, handshake, connect, idle, write, drain);
        } catch (IllegalArgumentException wrong) {
            throw misuse("--" + wrong.getMessage());
        }
        return limitsFile == null ? given : given.with(limitsFile, new Lifetime()::convert);
    }

    private ParameterException misuse(String message) {
        if (command == null) {
            throw new IllegalStateException("not started by picocli");
        }
        return new ParameterException(command.commandLine(), message);
    }

    /** Refuse options of a tunnel where there is none. */
    public void refuseWithout(String option) {
        if (proxyIn || proxyOut != null || limitsFile != null || reusePort) {
            throw misuse("--proxy-in, --proxy-out, --limits and --reuse-port do nothing without " + option);
        }
    }
}
