package dev.reprise.bench;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Bytes that idle connections keep, each figure from a JVM of its own: on the heap per client and per server, and outside
 * it per pair.
 *
 * @param version the protocol version
 * @param engines engines without any transport
 * @param connections Reprise's connections over sockets, sockets included
 * @param sockets such sockets alone
 */
record IdleRun(Version version, Map<Contestant, Kept> engines, Kept connections, Kept sockets) {

    /**
     * What is kept, in bytes.
     *
     * @param client on the heap
     * @param server on the heap
     * @param outside the heap, for both
     */
    record Kept(double client, double server, double outside) {}

    static IdleRun measure(Version version, List<Contestant> contestants, Plan plan) throws IOException {
        var engines = new EnumMap<Contestant, Kept>(Contestant.class);
        for (var contestant : contestants) {
            if (contestant.measuresIdle()) {
                engines.put(contestant, ask(version, contestant, "idle-engines", plan));
            }
        }
        var run = new IdleRun(
                version,
                engines,
                ask(version, Contestant.REPRISE, "idle-connections", plan),
                ask(version, Contestant.REPRISE, "idle-sockets", plan));
        Bench.say(version.title() + " idle connections: done");
        return run;
    }

    private static Kept ask(Version version, Contestant contestant, String command, Plan plan) throws IOException {
        try (var worker =
                WorkerProcess.start(contestant, version, Suite.AES_128_GCM, contestant.prefersDirect(), false, true)) {
            var bytes = worker.ask(command, plan.idleConnections());
            return new Kept(bytes[0], bytes[1], bytes[2]);
        }
    }
}
