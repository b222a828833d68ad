package dev.reprise.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rounds of {@link Scale}: one row for each size, all in turn within a round, beside the first row of their kind. */
final class ScaleRun {
    private static final int[] THREADS = {1, 2, 4, 8};
    private static final int[] PEERS = {1, 1_000, 10_000, 100_000, 1_000_000};
    private static final int MANY_THREADS = 16;

    private final Map<String, Row> rows = new LinkedHashMap<>();

    /**
     * What the rounds gave for one row.
     *
     * @param base the row that it is compared with
     * @param cpu microseconds of CPU for each of what was done
     * @param rate how many a second of the clock
     */
    record Row(String base, List<Double> cpu, List<Double> rate) {
        double[] cpuTimes() {
            return cpu.stream().mapToDouble(Double::doubleValue).toArray();
        }

        double[] rates() {
            return rate.stream().mapToDouble(Double::doubleValue).toArray();
        }
    }

    private ScaleRun() {}

    static ScaleRun measure(Plan plan) throws IOException {
        var run = new ScaleRun();
        try (var worker =
                WorkerProcess.start(Contestant.REPRISE, Version.TLS_1_3, Suite.AES_128_GCM, false, true, false)) {
            worker.ask("threads", 2, plan.warmUpMillis());
            worker.ask("peers", 1_000, 1, plan.warmUpMillis() / 3);
            for (int round = 0; round < plan.rounds(); round++) {
                for (int threads : THREADS) {
                    run.add(
                            "resumed, threads on one config: " + threads,
                            "resumed, threads on one config: 1",
                            worker.ask("threads", threads, plan.roundMillis()));
                }
                run.add(
                        "resumed, sessions in a file",
                        "resumed, threads on one config: 1",
                        worker.ask("session-file", plan.roundMillis()));
                for (int peers : PEERS) {
                    run.add(
                            "cache of %,d peers".formatted(peers),
                            "cache of 1 peers",
                            worker.ask("peers", peers, 1, plan.roundMillis() / 3));
                }
                run.add(
                        "cache of 1,000,000 peers, %d threads".formatted(MANY_THREADS),
                        "cache of 1 peers",
                        worker.ask("peers", 1_000_000, MANY_THREADS, plan.roundMillis() / 3));
            }
        }
        Bench.say("scale: done");
        return run;
    }

    private void add(String title, String base, double[] numbers) {
        var row = rows.computeIfAbsent(title, unseen -> new Row(base, new ArrayList<>(), new ArrayList<>()));
        row.cpu.add(numbers[1] / numbers[0] / 1e3);
        row.rate.add(numbers[0] / numbers[2] * 1e9);
    }

    Map<String, Row> rows() {
        return rows;
    }
}
