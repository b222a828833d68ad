package dev.reprise.bench;

import com.sun.management.ThreadMXBean;
import dev.reprise.tls.ClientConfig;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.internal.engine.Engine;
import dev.reprise.tls.internal.handshake.ApplicationProtocols;
import dev.reprise.tls.internal.handshake.CipherSuites;
import dev.reprise.tls.internal.handshake.NamedGroups;
import dev.reprise.tls.internal.handshake.Observation;
import dev.reprise.tls.internal.handshake.Terms;
import dev.reprise.tls.internal.handshake.client.ClientSettings;
import dev.reprise.tls.internal.handshake.client.ClientStart;
import dev.reprise.tls.internal.handshake.client.ClientTarget;
import dev.reprise.tls.internal.shell.ConfigAccess;
import dev.reprise.tls.spec.Identity;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What configs, terms and engines cost to make, Reprise's alone: whoever wants other terms for each connection makes terms, and
 * no config. Started by {@code bench/run --configs}.
 */
final class ConfigRun {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int WARM_UP_ROUNDS = 40;
    private static final int ROUNDS = 51;
    private static final long ROUND_NANOS = 5_000_000;

    private final Map<String, Operation> rows = new LinkedHashMap<>();
    private int sink;

    private interface Operation {
        Object run() throws Exception;
    }

    private ConfigRun() {}

    public static void main(String[] args) throws Exception {
        var run = new ConfigRun();
        run.prepare();
        run.measure();
        System.err.println("bench: done, " + (run.sink & 1));
    }

    private void prepare() throws Exception {
        var credentials = Credentials.make();
        var roots = List.of(credentials.root());
        var identity = new Identity(List.of(credentials.leaf(), credentials.root()), credentials.key());
        var client = TlsConfig.client().roots(roots).build();
        var server = TlsConfig.server(identity).build();
        var settings = ConfigAccess.inside().settings(client);
        rows.put(
                "client `build()`, one root",
                () -> TlsConfig.client().roots(roots).build());
        rows.put(
                "client `build()`, the JDK's roots, not for the first time",
                () -> TlsConfig.client().build());
        rows.put("server `build()`", () -> TlsConfig.server(identity).build());
        rows.put("terms of its own (`withTerms`): suites, groups and protocols", () -> ownTerms(settings));
        rows.put("client `engine()`", () -> client.engine(Credentials.HOST, 443));
        rows.put("server `engine()`", server::engine);
        rows.put("client engine, the config's terms", () -> engine(client, settings));
        rows.put("client engine, terms of its own", () -> engine(client, settings.with(ownTerms(settings))));
    }

    private static Terms ownTerms(ClientSettings settings) {
        return settings.terms()
                .with(CipherSuites.of(CipherSuites.DEFAULT))
                .with(NamedGroups.of(NamedGroups.DEFAULT))
                .with(ApplicationProtocols.of(List.of("h2", "http/1.1")));
    }

    private static Engine engine(ClientConfig config, ClientSettings settings) {
        var access = ConfigAccess.inside();
        var peer = access.peer(config, Credentials.HOST, 443, Credentials.HOST);
        var start = new ClientStart(settings, new ClientTarget(Credentials.HOST, true, peer));
        return Engine.client(
                start,
                access.limits(config),
                access.sealingRules(config),
                Observation.ofClient(settings.shared(), Credentials.HOST, 443));
    }

    private void measure() throws Exception {
        System.out.println("| | microseconds of CPU, median (95 % interval) | bytes |");
        System.out.println("|---|---|---|");
        for (var row : rows.entrySet()) {
            var times = new double[ROUNDS];
            var bytes = new double[ROUNDS];
            for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
                long count = 0;
                long allocated = THREADS.getCurrentThreadAllocatedBytes();
                long start = CpuClock.thread();
                long end;
                do {
                    for (int i = 0; i < 10; i++) {
                        sink += row.getValue().run().hashCode();
                    }
                    count += 10;
                    end = CpuClock.thread();
                } while (end - start < ROUND_NANOS);
                if (round >= 0) {
                    times[round] = (end - start) / 1e3 / count;
                    bytes[round] = (double) (THREADS.getCurrentThreadAllocatedBytes() - allocated) / count;
                }
            }
            var time = Statistics.of(times);
            System.out.printf(
                    "| %s | %.1f (%.1f-%.1f) | %,.0f |%n",
                    row.getKey(),
                    time.median(),
                    time.low(),
                    time.high(),
                    Statistics.of(bytes).median());
        }
    }
}
