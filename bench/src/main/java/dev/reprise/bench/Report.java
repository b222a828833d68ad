package dev.reprise.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lays the figures out as Markdown: medians, and quotients with SunJSSE of the same round, both with their intervals. */
final class Report {
    private final List<HandshakeRun> handshakes = new ArrayList<>();
    private final List<RecordRun> records = new ArrayList<>();
    private final List<SocketRun> sockets = new ArrayList<>();
    private final List<ScaleRun> scales = new ArrayList<>();
    private final List<IdleRun> idle = new ArrayList<>();
    private final StringBuilder out = new StringBuilder();

    void add(HandshakeRun run) {
        handshakes.add(run);
    }

    void add(RecordRun run) {
        records.add(run);
    }

    void add(SocketRun run) {
        sockets.add(run);
    }

    void add(ScaleRun run) {
        scales.add(run);
    }

    void add(IdleRun run) {
        idle.add(run);
    }

    String render(Machine machine, Plan plan) throws IOException {
        out.append(machine.describe());
        line("- %d rounds, the stacks in turn within each; %d ms of CPU time a round"
                .formatted(plan.rounds(), plan.roundMillis()));
        line("- cells: median (its 95 % interval); **bold**: median of the quotients with SunJSSE in the same round");
        line("- least: of all rounds, the least of everything less the least of the public-key operations");
        for (var run : handshakes) {
            handshakes(run);
        }
        if (!records.isEmpty()) {
            records();
        }
        for (var run : sockets) {
            sockets(run);
        }
        for (var run : scales) {
            scale(run);
        }
        for (var run : idle) {
            idle(run);
        }
        return out.toString();
    }

    private void handshakes(HandshakeRun run) {
        for (var kind : Handshake.values()) {
            line("");
            line(
                    "### %s, %s, X25519 (default: X25519MLKEM768), ECDSA P-256: microseconds of CPU a connection, both ends together"
                            .formatted(run.version().title(), kind.name().toLowerCase(Locale.ROOT)));
            line("");
            line(
                    "| | all | speed beside SunJSSE | public-key operations | everything else | least | of SunJSSE's | closing (not in) |");
            line("|---|---|---|---|---|---|---|---|");
            for (var entry : run.of(kind).entrySet()) {
                var series = entry.getValue();
                var reference = run.of(kind).get(Contestant.SUNJSSE);
                line("| %s | %s | %s | %s | %s | %.1f | %s | %.1f |"
                        .formatted(
                                entry.getKey().title(),
                                cell(Statistics.of(series.total()), 0),
                                reference == null ? "-" : bold(quotients(reference.total(), series.total())),
                                cell(Statistics.of(series.publicKeys()), 0),
                                cell(Statistics.of(series.rest()), 1),
                                least(series.total()) - least(series.publicKeys()),
                                reference == null ? "-" : bold(quotients(series.rest(), reference.rest())),
                                series.closing()));
            }
        }
        line("");
        line("### %s: bytes allocated on the heap a connection, client + server"
                .formatted(run.version().title()));
        line("");
        line("| | full | resumed |");
        line("|---|---|---|");
        for (var contestant : run.of(Handshake.FULL).keySet()) {
            var full = run.of(Handshake.FULL, contestant);
            var resumed = run.of(Handshake.RESUMED, contestant);
            line("| %s | %,.0f + %,.0f | %,.0f + %,.0f |"
                    .formatted(
                            contestant.title(),
                            full.clientBytes(),
                            full.serverBytes(),
                            resumed.clientBytes(),
                            resumed.serverBytes()));
        }
    }

    private void records() {
        line("");
        line("### Records of 16 KiB, server to client: GB (10^9) of plaintext a second of CPU, seal / open");
        line("");
        line("| | Reprise | by JSSE | SunJSSE | tcnative | Reprise beside SunJSSE | by JSSE beside Reprise |");
        line("|---|---|---|---|---|---|---|");
        for (var run : records) {
            var ours = run.series().get(Contestant.REPRISE);
            var reference = run.series().get(Contestant.SUNJSSE);
            line("| %s %s, %s | %s | %s | %s | %s | %s | %s |"
                    .formatted(
                            run.version().title(),
                            run.suite().title(),
                            run.direct() ? "direct" : "heap",
                            speeds(ours),
                            speeds(run.series().get(Contestant.REPRISE_JSSE)),
                            speeds(reference),
                            speeds(run.series().get(Contestant.TCNATIVE)),
                            beside(ours, reference),
                            beside(run.series().get(Contestant.REPRISE_JSSE), ours)));
        }
        line("");
        line("Bytes allocated on the heap a record, seal + open:");
        line("");
        line("| | Reprise | by JSSE | SunJSSE | tcnative |");
        line("|---|---|---|---|---|");
        for (var run : records) {
            line("| %s %s, %s | %s | %s | %s | %s |"
                    .formatted(
                            run.version().title(),
                            run.suite().title(),
                            run.direct() ? "direct" : "heap",
                            bytes(run.series(), Contestant.REPRISE),
                            bytes(run.series(), Contestant.REPRISE_JSSE),
                            bytes(run.series(), Contestant.SUNJSSE),
                            bytes(run.series(), Contestant.TCNATIVE)));
        }
    }

    private static String beside(RecordRun.@Nullable Series ours, RecordRun.@Nullable Series reference) {
        return ours == null || reference == null
                ? "-"
                : bold(quotients(ours.sealing(), reference.sealing())) + " / "
                        + bold(quotients(ours.opening(), reference.opening()));
    }

    private static String speeds(RecordRun.@Nullable Series series) {
        return series == null
                ? "-"
                : cell(Statistics.of(series.sealing()), 1) + " / " + cell(Statistics.of(series.opening()), 1);
    }

    private static String bytes(Map<Contestant, RecordRun.Series> all, Contestant contestant) {
        var series = all.get(contestant);
        return series == null ? "-" : "%.0f + %.0f".formatted(series.sealBytes(), series.openBytes());
    }

    private void sockets(SocketRun run) {
        for (var row : SocketRun.Row.values()) {
            line("");
            line("### Over sockets, TLS 1.3, %s%s"
                    .formatted(
                            row.title(),
                            row.bytes() ? ", %d MB a round".formatted(run.plan().megabytes()) : ""));
            line("");
            line("| server | %s | beside SunJSSE | %s | p50, us | p99, us |"
                    .formatted(
                            row.bytes() ? "its CPU, us a MB" : "its CPU, us",
                            row.bytes() ? "MB a second" : "a second"));
            line("|---|---|---|---|---|---|");
            var reference = run.series().get(Contestant.SUNJSSE);
            for (var entry : run.series().entrySet()) {
                var series = entry.getValue();
                line("| %s | %s | %s | %s | %s | %s |"
                        .formatted(
                                entry.getKey().title(),
                                cell(Statistics.of(series.cpu(row)), 1),
                                reference == null ? "-" : bold(quotients(reference.cpu(row), series.cpu(row))),
                                cell(Statistics.of(series.rate(row)), 0),
                                row.bytes() ? "-" : cell(Statistics.of(series.median(row)), 0),
                                row.bytes() ? "-" : cell(Statistics.of(series.late(row)), 0)));
            }
        }
        line("");
        line("### Over sockets: system calls of the server, for each connection or request, or each MB");
        line("");
        line("| server | | futex | read | write | sendto, recvfrom | epoll_wait, epoll_ctl, poll |");
        line("|---|---|---|---|---|---|---|");
        for (var entry : run.series().entrySet()) {
            for (var row : SocketRun.Row.values()) {
                line("| %s | %s | %s |"
                        .formatted(
                                entry.getKey().title(),
                                row.title(),
                                String.join(
                                        " | ",
                                        calls(entry.getValue(), row, "futex"),
                                        calls(entry.getValue(), row, "read"),
                                        calls(entry.getValue(), row, "write"),
                                        calls(entry.getValue(), row, "sendto", "recvfrom"),
                                        calls(entry.getValue(), row, "epoll_wait", "epoll_ctl", "poll"))));
            }
        }
        line("");
        line("Bytes of heap that each of %,d idle connections keeps at the server, its virtual thread included:"
                .formatted(run.plan().socketsHeld()));
        line("");
        for (var entry : run.series().entrySet()) {
            line("- %s: %,.0f"
                    .formatted(entry.getKey().title(), entry.getValue().idleBytes()));
        }
    }

    private static String calls(SocketRun.Series series, SocketRun.Row row, String... names) {
        return "%.1f"
                .formatted(Arrays.stream(names)
                        .mapToDouble(name -> series.calls(row, name))
                        .sum());
    }

    private void scale(ScaleRun run) {
        line("");
        line("### Reprise alone: threads, peers, a session file");
        line("");
        line("| | CPU, us | of the first row of its kind | a second |");
        line("|---|---|---|---|");
        for (var entry : run.rows().entrySet()) {
            var row = entry.getValue();
            var base = run.rows().getOrDefault(row.base(), row);
            line("| %s | %s | %s | %s |"
                    .formatted(
                            entry.getKey(),
                            cell(Statistics.of(row.cpuTimes()), 1),
                            bold(quotients(row.cpuTimes(), base.cpuTimes())),
                            cell(Statistics.of(row.rates()), 0)));
        }
    }

    private void idle(IdleRun run) {
        line("");
        line("### %s: bytes kept by an idle connection".formatted(run.version().title()));
        line("");
        line("| | client, heap | server, heap | pair, outside the heap |");
        line("|---|---|---|---|");
        for (var entry : run.engines().entrySet()) {
            idle(entry.getKey().title() + ", engine", entry.getValue());
        }
        idle("Reprise, TlsConnection with its socket", run.connections());
        idle("a socket alone", run.sockets());
    }

    private void idle(String title, IdleRun.Kept kept) {
        line("| %s | %,.0f | %,.0f | %,.0f |".formatted(title, kept.client(), kept.server(), kept.outside()));
    }

    private static double least(double... values) {
        return Arrays.stream(values).min().orElse(0);
    }

    private static Statistics quotients(double[] dividends, double[] divisors) {
        var quotients = new double[dividends.length];
        for (int i = 0; i < quotients.length; i++) {
            quotients[i] = dividends[i] / divisors[i];
        }
        return Statistics.of(quotients);
    }

    private static String bold(Statistics statistics) {
        return "**%.2f** (%.2f-%.2f)".formatted(statistics.median(), statistics.low(), statistics.high());
    }

    private static String cell(Statistics statistics, int digits) {
        var format = "%." + digits + "f";
        return (format + " (" + format + "-" + format + ")")
                .formatted(statistics.median(), statistics.low(), statistics.high());
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
