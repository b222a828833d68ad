package dev.reprise.bench;

/**
 * How long a run takes.
 *
 * @param rounds rounds of which a median is made
 * @param warmUpMillis CPU time of each stack before the first round, for each thing measured
 * @param roundMillis CPU time of each stack in a round, for each thing measured
 * @param allocationConnections connections over which allocation is counted
 * @param idleConnections connections that are kept idle
 * @param megabytes what goes over a socket each way in a round, 10^6 bytes
 * @param socketsHeld idle connections over sockets
 */
record Plan(
        int rounds,
        int warmUpMillis,
        int roundMillis,
        int allocationConnections,
        int idleConnections,
        int megabytes,
        int socketsHeld) {
    static final Plan FULL = new Plan(15, 9_000, 350, 1_000, 2_000, 500, 10_000);
    static final Plan QUICK = new Plan(5, 2_500, 150, 200, 500, 200, 1_000);
}
