package dev.reprise.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Records of 16 KiB from server to client, in one suite and one kind of buffer.
 *
 * @param version the protocol version
 * @param suite the suite
 * @param direct whether the buffers are direct
 * @param series what the rounds gave for each stack
 */
record RecordRun(Version version, Suite suite, boolean direct, Map<Contestant, Series> series) {
    private static final double GIGA = 1e9;

    /**
     * What the rounds gave for one stack.
     *
     * @param seal GB of plaintext sealed per second of CPU
     * @param open the same of opening
     * @param sealBytes bytes allocated to seal a record, in the last round
     * @param openBytes bytes allocated to open a record, in the last round
     */
    record Series(List<Double> seal, List<Double> open, double sealBytes, double openBytes) {
        double[] sealing() {
            return seal.stream().mapToDouble(Double::doubleValue).toArray();
        }

        double[] opening() {
            return open.stream().mapToDouble(Double::doubleValue).toArray();
        }
    }

    static RecordRun measure(Version version, Suite suite, boolean direct, List<Contestant> contestants, Plan plan)
            throws IOException {
        var workers = new ArrayList<WorkerProcess>();
        var series = new EnumMap<Contestant, Series>(Contestant.class);
        try {
            for (var contestant : contestants) {
                if (contestant.measuresRecords(version, suite)) {
                    var worker = WorkerProcess.start(contestant, version, suite, direct, true, false);
                    workers.add(worker);
                    worker.ask("records", Math.max(1_500, plan.warmUpMillis() / 3));
                }
            }
            for (int round = 0; round < plan.rounds(); round++) {
                for (var worker : workers) {
                    var old = series.getOrDefault(
                            worker.contestant(), new Series(new ArrayList<>(), new ArrayList<>(), 0, 0));
                    var numbers = worker.ask("records", plan.roundMillis() / 2);
                    double bytes = numbers[0] * Buffers.RECORD;
                    old.seal().add(bytes / numbers[1] * 1e9 / GIGA);
                    old.open().add(bytes / numbers[2] * 1e9 / GIGA);
                    series.put(worker.contestant(), new Series(old.seal(), old.open(), numbers[3], numbers[4]));
                }
            }
        } finally {
            for (var worker : workers) {
                worker.close();
            }
        }
        Bench.say("records of " + suite.title() + ", " + (direct ? "direct" : "heap") + " buffers: done");
        return new RecordRun(version, suite, direct, series);
    }
}
