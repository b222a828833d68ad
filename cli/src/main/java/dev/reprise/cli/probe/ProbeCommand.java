package dev.reprise.cli.probe;

import dev.reprise.cli.HostPort;
import dev.reprise.cli.Streams;
import dev.reprise.tls.TlsConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tell whether a server resumes sessions, everywhere and safely. */
@Command(mixinStandardHelpOptions = true)
public final class ProbeCommand implements Callable<Integer> {
    private static final int HTTPS = 443;

    private final Streams streams;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "HOST[:PORT]", description = "The server; the port is 443 unless given.")
    private String target = "";

    @Option(
            names = "--servername",
            paramLabel = "N",
            description = "The name to ask for and to verify; default the host.")
    private @Nullable String serverName;

    @Option(names = "--connections", paramLabel = "N", description = "Connections per address and version; default 10.")
    private int connections = 10;

    @Option(names = "--rate", paramLabel = "N", description = "Connections a second at most; default 5.")
    private double perSecond = 5;

    @Option(names = "--max", paramLabel = "N", description = "Connections at most, in all; default 200.")
    private int most = 200;

    @Option(
            names = "--for",
            paramLabel = "D",
            description = "Go on for so long (90s, 30m, 2h) to find the age at which sessions are refused.")
    private String watch = "0s";

    @Option(
            names = "--ca",
            paramLabel = "F",
            description = "Certificates to trust, PEM; default the Java runtime's roots.")
    private @Nullable Path ca;

    @Option(names = "--cert", paramLabel = "F", description = "Our certificate chain, PEM; needs --key.")
    private @Nullable Path chain;

    @Option(names = "--key", paramLabel = "F", description = "The private key of --cert, PEM.")
    private @Nullable Path key;

    @Option(
            names = "--starttls",
            paramLabel = "P",
            description = "What precedes TLS: smtp, imap, pop3, ftp, ldap or postgres.")
    private @Nullable StartTls startTls;

    @Option(
            names = "--state",
            paramLabel = "F",
            description =
                    "Remember ticket key names here from run to run, to tell for how long they are in use; mode 0600.")
    private @Nullable Path state;

    @Option(
            names = "--fail-on",
            paramLabel = "L",
            description = "Which verdict makes the exit status 1: bad (default) or warn.")
    private Finding.Level failOn = Finding.Level.BAD;

    @Option(names = "--json", description = "Print one JSON object instead of the page.")
    private boolean json;

    @Option(
            names = "--prometheus",
            paramLabel = "F",
            description = "Write metrics to this file, too, for a textfile collector.")
    private @Nullable Path prometheus;

    /** Make the command. */
    public ProbeCommand(Streams streams) {
        this.streams = streams;
    }

    /** Visit, judge, print. */
    @Override
    public Integer call() throws IOException, InterruptedException {
        var plan = plan();
        var ages = state == null ? null : KeyAges.open(state);
        var addresses = addresses(plan.host());
        boolean terminal = onTerminal();
        var probe = new Probe(plan, TimeUnit.NANOSECONDS::sleep, text -> {
            if (terminal && !json) {
                streams.err().print("\r\u001b[K" + text);
                streams.err().flush();
            }
        });
        var health = probe.run(addresses);
        if (terminal && !json) {
            streams.err().print("\r\u001b[K");
        }
        if (ages != null) {
            var names = new LinkedHashSet<String>();
            health.places.values().forEach(visits -> names.addAll(visits.keyNames()));
            names.remove("id");
            health.keyAges.putAll(ages.note(plan.host() + ":" + plan.port(), names, Instant.now()));
            ages.save();
        }
        var report = new ProbeReport(plan, health, Verdicts.of(health));
        streams.out().print(json ? report.json() + "\n" : report.text());
        if (prometheus != null) {
            write(prometheus, report.prometheus());
        }
        return report.worst().compareTo(failOn) >= 0 ? 1 : 0;
    }

    /** Tell whether standard error is a terminal, as far as that shows: Java 21 has no call for it. */
    private static boolean onTerminal() {
        try {
            var error = Path.of("/proc/self/fd/2").toRealPath();
            return error.startsWith("/dev") && !error.endsWith("null");
        } catch (IOException e) {
            return false;
        }
    }

    private Plan plan() throws IOException {
        if (connections < 1 || perSecond <= 0 || most < 1) {
            throw misuse("--connections, --rate and --max are above 0");
        }
        if ((chain == null) != (key == null)) {
            throw misuse("--cert and --key go together");
        }
        if (failOn == Finding.Level.OK) {
            throw misuse("--fail-on is warn or bad");
        }
        boolean bare = target.indexOf(':') < 0 || (target.startsWith("[") && target.endsWith("]"));
        var where = HostPort.parse(bare ? target + ":" + HTTPS : target);
        return new Plan(
                where.host(),
                where.port(),
                serverName == null ? where.host() : serverName,
                connections,
                perSecond,
                most,
                duration(watch),
                startTls,
                ca,
                chain == null || key == null ? null : TlsConfig.identity(chain, key));
    }

    private Duration duration(String text) {
        try {
            return Duration.parse("PT" + text);
        } catch (java.time.format.DateTimeParseException e) {
            throw misuse("--for is a number and a unit, such as 90s, 30m or 2h");
        }
    }

    private static List<InetAddress> addresses(String host) throws IOException {
        try {
            return List.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException e) {
            throw new IOException("the name '" + host + "' does not resolve", e);
        }
    }

    /** A collector may read at any time, so the file is replaced as a whole. */
    private static void write(Path file, String text) throws IOException {
        var draft = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(draft, text);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private ParameterException misuse(String message) {
        if (spec == null) {
            throw new IllegalStateException("not started by picocli");
        }
        return new ParameterException(spec.commandLine(), message);
    }
}
