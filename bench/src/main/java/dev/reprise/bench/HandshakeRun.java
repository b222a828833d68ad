package dev.reprise.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Handshakes of one version: CPU time, what the public-key operations take of it, and allocation. */
final class HandshakeRun {
    private final Version version;
    private final Map<Handshake, Map<Contestant, Series>> series = new EnumMap<>(Handshake.class);

    /** What the rounds gave for one stack and kind of handshake. */
    static final class Series {
        private final List<Double> total = new ArrayList<>();
        private final List<Double> publicKeys = new ArrayList<>();
        private double clientBytes;
        private double serverBytes;
        private double beside;
        private double closing;

        /** Return microseconds of CPU a connection, both ends. */
        double[] total() {
            return total.stream().mapToDouble(Double::doubleValue).toArray();
        }

        /** Return microseconds of the public-key operations, measured apart in the same rounds. */
        double[] publicKeys() {
            return publicKeys.stream().mapToDouble(Double::doubleValue).toArray();
        }

        /** Return what is left in each round. */
        double[] rest() {
            var rest = total();
            for (int i = 0; i < rest.length; i++) {
                rest[i] -= publicKeys.get(i);
            }
            return rest;
        }

        double clientBytes() {
            return clientBytes;
        }

        double serverBytes() {
            return serverBytes;
        }

        /** Return the share of other threads than the measuring one, the collector's above all, 0 to 1. */
        double beside() {
            return beside;
        }

        /** Return microseconds to close both ends, which are not in the total. */
        double closing() {
            return closing;
        }
    }

    private HandshakeRun(Version version) {
        this.version = version;
        for (var kind : Handshake.values()) {
            series.put(kind, new EnumMap<>(Contestant.class));
        }
    }

    static HandshakeRun measure(Version version, List<Contestant> contestants, Plan plan) throws IOException {
        var run = new HandshakeRun(version);
        var workers = new ArrayList<WorkerProcess>();
        try {
            for (var contestant : contestants) {
                if (!contestant.measuresHandshakes(version)) {
                    continue;
                }
                var worker = WorkerProcess.start(
                        contestant, version, Suite.AES_128_GCM, contestant.prefersDirect(), true, false);
                workers.add(worker);
                for (var kind : Handshake.values()) {
                    run.of(kind).put(contestant, new Series());
                    worker.ask("publickeys", kind, plan.warmUpMillis() / 10);
                }
                // In turn, so that no kind finds the code compiled for the other alone.
                for (int i = 0; i < 3; i++) {
                    for (var kind : Handshake.values()) {
                        worker.ask("handshakes", kind, plan.warmUpMillis() / 3);
                    }
                }
                Bench.say(version.title() + " handshakes: " + contestant.title() + " is warm");
            }
            for (int round = 0; round < plan.rounds(); round++) {
                for (var kind : Handshake.values()) {
                    for (var worker : workers) {
                        run.round(worker, kind, plan);
                    }
                }
            }
            for (var worker : workers) {
                for (var kind : Handshake.values()) {
                    var bytes = worker.ask("allocation", kind, plan.allocationConnections());
                    var series = run.of(kind, worker.contestant());
                    series.clientBytes = bytes[0];
                    series.serverBytes = bytes[1];
                }
            }
        } finally {
            for (var worker : workers) {
                worker.close();
            }
        }
        return run;
    }

    private void round(WorkerProcess worker, Handshake kind, Plan plan) throws IOException {
        var handshakes = worker.ask("handshakes", kind, plan.roundMillis());
        var series = of(kind, worker.contestant());
        series.total.add(handshakes[1] / handshakes[0] / 1_000);
        if (version == Version.TLS_1_2 && kind == Handshake.RESUMED) {
            series.publicKeys.add(0.0); // TLS 1.2 resumes without any.
        } else {
            var publicKeys = worker.ask("publickeys", kind, plan.roundMillis() / 3);
            series.publicKeys.add(publicKeys[1] / publicKeys[0] / 1_000);
        }
        series.beside = handshakes[2] / handshakes[1];
        series.closing = handshakes[3] / handshakes[0] / 1_000;
    }

    Version version() {
        return version;
    }

    /** Return the stacks measured, and what was measured of each. */
    Map<Contestant, Series> of(Handshake kind) {
        return series.getOrDefault(kind, Map.of());
    }

    Series of(Handshake kind, Contestant contestant) {
        var found = of(kind).get(contestant);
        if (found == null) {
            throw new IllegalArgumentException(contestant + " was not measured");
        }
        return found;
    }
}
