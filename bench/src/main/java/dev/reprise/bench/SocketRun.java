package dev.reprise.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Servers over sockets of the loopback, each in a JVM of its own, in turn asked by one client in another: TLS 1.3, X25519,
 * AES-128-GCM. Their CPU time counts, the client's does not.
 */
final class SocketRun {
    private static final int MEGABYTE = 1_000_000;
    private static final int WARM_REQUESTS = 20_000;
    private static final int TRACED_MILLIS = 2_000;
    private static final int TRACED_REQUESTS = 2_000;
    private static final int TRACED_MEGABYTES = 50;

    private final Plan plan;
    private final Map<Contestant, Series> series = new EnumMap<>(Contestant.class);

    /** What is asked of a server. */
    enum Row {
        RESUMED("resumed connections"),
        FULL("full connections"),
        REQUESTS("requests of 9 bytes, answered by 100"),
        GET("data from the server"),
        PUT("data to the server");

        private final String title;

        Row(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }

        /** Tell whether bytes are counted, and not the times it was done. */
        boolean bytes() {
            return this == GET || this == PUT;
        }
    }

    /** What the rounds gave for one server. */
    static final class Series {
        private final Map<Row, List<double[]>> rounds = new EnumMap<>(Row.class);
        private final Map<Row, Map<String, Double>> calls = new EnumMap<>(Row.class);
        private double idleBytes;

        private void add(Row row, double[] round) {
            rounds.computeIfAbsent(row, unseen -> new ArrayList<>()).add(round);
        }

        /** Return microseconds of the server's CPU for each of what was done, or each MB. */
        double[] cpu(Row row) {
            return column(row, 0);
        }

        /** Return how many a second of the clock, or MB. */
        double[] rate(Row row) {
            return column(row, 1);
        }

        /** Return the median time in microseconds as the client sees it; 0 for data. */
        double[] median(Row row) {
            return column(row, 2);
        }

        /** Return the 99th percentile of the same. */
        double[] late(Row row) {
            return column(row, 3);
        }

        private double[] column(Row row, int column) {
            return rounds.getOrDefault(row, List.of()).stream()
                    .mapToDouble(round -> round[column])
                    .toArray();
        }

        /** Return how many system calls of a name the server made for each of what was done; 0 without strace. */
        double calls(Row row, String name) {
            return calls.getOrDefault(row, Map.of()).getOrDefault(name, 0.0);
        }

        /** Return bytes of heap for an idle connection, its thread included. */
        double idleBytes() {
            return idleBytes;
        }
    }

    private SocketRun(Plan plan) {
        this.plan = plan;
    }

    static SocketRun measure(List<Contestant> contestants, Plan plan) throws IOException {
        var run = new SocketRun(plan);
        var servers = new ArrayList<Server>();
        try (var client = start(Contestant.REPRISE)) {
            for (var contestant : contestants) {
                if (contestant.measuresSockets()) {
                    var server = Server.start(contestant, client);
                    servers.add(server);
                    run.series.put(contestant, new Series());
                    for (var row : List.of(Row.RESUMED, Row.FULL, Row.RESUMED)) {
                        server.connections(row, plan.warmUpMillis());
                    }
                    server.requests(WARM_REQUESTS);
                    server.data(Row.GET, plan.megabytes());
                    server.data(Row.PUT, plan.megabytes());
                    Bench.say("sockets: " + contestant.title() + " is warm");
                }
            }
            for (int round = 0; round < plan.rounds(); round++) {
                for (var row : Row.values()) {
                    for (var server : servers) {
                        run.of(server.process.contestant()).add(row, run.round(server, row));
                    }
                }
            }
            for (var server : servers) {
                var calls = run.of(server.process.contestant()).calls;
                for (var row : Row.values()) {
                    calls.put(row, server.calls(row));
                }
                run.of(server.process.contestant()).idleBytes = server.idle(plan.socketsHeld());
            }
        } finally {
            for (var server : servers) {
                server.process.close();
            }
        }
        Bench.say("sockets: done");
        return run;
    }

    private static WorkerProcess start(Contestant contestant) throws IOException {
        return WorkerProcess.start(
                contestant, Version.TLS_1_3, Suite.AES_128_GCM, contestant.prefersDirect(), true, false);
    }

    private double[] round(Server server, Row row) throws IOException {
        return switch (row) {
            case RESUMED, FULL -> server.connections(row, 2 * plan.roundMillis());
            case REQUESTS -> server.requests(10 * plan.roundMillis());
            case GET, PUT -> server.data(row, plan.megabytes());
        };
    }

    Map<Contestant, Series> series() {
        return series;
    }

    Series of(Contestant contestant) {
        return series.getOrDefault(contestant, new Series());
    }

    Plan plan() {
        return plan;
    }

    /** A server's JVM and the client that asks it. */
    private record Server(WorkerProcess process, WorkerProcess client, int port) {
        static Server start(Contestant contestant, WorkerProcess client) throws IOException {
            var root = Files.createTempFile("bench", ".der");
            try {
                var process = SocketRun.start(contestant);
                int port = (int) process.ask("serve", root)[0];
                client.ask("drive", port, root);
                return new Server(process, client, port);
            } finally {
                Files.deleteIfExists(root);
            }
        }

        double[] connections(Row row, int millis) throws IOException {
            return costs(1, "connections", port, row, millis);
        }

        double[] requests(int count) throws IOException {
            return costs(1, "requests", port, count);
        }

        double[] data(Row row, int megabytes) throws IOException {
            return costs(MEGABYTE, command(row), port, (long) megabytes * MEGABYTE);
        }

        private double[] costs(int unit, Object... words) throws IOException {
            double before = process.ask("cpu")[0];
            var done = client.ask(words);
            double spent = process.ask("cpu")[0] - before;
            double count = done[0] / unit;
            boolean timed = done.length > 2;
            return new double[] {
                spent / count / 1e3, count / done[1] * 1e9, timed ? done[2] / 1e3 : 0, timed ? done[3] / 1e3 : 0
            };
        }

        /** Answer the server's system calls for each of what is done, or each MB. */
        Map<String, Double> calls(Row row) throws IOException {
            return SystemCalls.during(process.pid(), () -> switch (row) {
                case RESUMED, FULL -> client.ask("connections", port, row, TRACED_MILLIS)[0];
                case REQUESTS -> client.ask("requests", port, TRACED_REQUESTS)[0];
                case GET, PUT -> client.ask(command(row), port, TRACED_MEGABYTES * MEGABYTE)[0] / MEGABYTE;
            });
        }

        private static String command(Row row) {
            return row == Row.GET ? "get" : "put";
        }

        double idle(int count) throws IOException {
            client.ask("hold", port, count / 10);
            double before = process.ask("heap")[0];
            client.ask("hold", port, count);
            double after = process.ask("heap")[0];
            client.ask("hold", port, 0);
            return (after - before) / (count - count / 10);
        }
    }
}
