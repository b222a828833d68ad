package dev.reprise.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Play a fleet of three servers through all that its ticket keys are made for, while clients come back to a server chosen at
 * random, and count what they lose.
 *
 * <p>How this works: the servers are {@code reprise serve} processes, and what they seal with is read from their own lines.
 * Each step waits until the fleet has come so far, not for a time, so a slow machine only takes longer.
 */
final class FleetDemo {
    private static final String NAME = "fleet.reprise.test";
    private static final String SESSION_ID = "666c656574";
    private static final int SERVERS = 3;
    private static final Duration LIFETIME = Duration.ofSeconds(16);
    /** A new key every 8 s, which seals at 3 s; settled after 1 s; read every 0.3 s. */
    private static final String TIMES = "8s,3s,1s,300ms";
    /** From then on the keys of an outage seal: two rotations and the lead. */
    private static final Duration OUTAGE_AFTER = Duration.ofSeconds(19);

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration ROW = Duration.ofSeconds(1);
    private static final Duration RECOVERED = Duration.ofSeconds(6);

    private final DemoPlace place;
    private final DemoStore store;
    private final PrintStream out;
    private final long began = System.nanoTime();
    private final List<DemoServer> servers = new ArrayList<>();
    private long nextRow = began;
    private String storeState = "up";

    FleetDemo(DemoPlace place, DemoStore store, PrintStream out) {
        this.place = place;
        this.store = store;
        this.out = out;
    }

    /** Play all steps; true when no handshake has failed and no resumption was lost. */
    boolean run() throws IOException, InterruptedException {
        var certificates = DemoCertificates.make(place, NAME);
        var secret = place.file("fleet.secret");
        reprise("ticket-key", "secret", "-o", "" + secret);
        store.start();
        out.println("Sessions of 16 s; a new key every 8 s, which seals when it is 3 s old.");
        out.println("Each server: the revision it seals with, in brackets those it only opens.");
        out.printf(
                "%6s  %-5s  %-18s%-18s%-18s%7s %5s %5s %9s %6s%n",
                "time", "store", "server 1", "server 2", "server 3", "resumed", "new", "lost", "discarded", "failed");
        try (var visits = new DemoVisits(NAME, certificates.authority(), LIFETIME)) {
            play(visits, certificates, secret + "");
            row(visits);
            return verdict(visits);
        }
    }

    private void play(DemoVisits visits, DemoCertificates certificates, String secret)
            throws IOException, InterruptedException {
        var starting = new ArrayList<Child>();
        for (int i = 0; i < SERVERS; i++) {
            starting.add(start(certificates, secret));
        }
        for (var child : starting) {
            servers.add(listening(child));
        }
        until(visits, "all servers seal with one key", () -> allSeal(1));
        servers.forEach(visits::add);
        visits.start();
        say("all servers seal with the same key: clients come");
        until(visits, "the second key seals", () -> allSeal(2));

        var victim = servers.get(1);
        visits.remove(victim);
        victim.kill();
        say("server 2 is killed (SIGKILL)");
        row(visits);
        servers.set(1, listening(start(certificates, secret)));
        until(visits, "the new server is ready", () -> servers.get(1).sealing() > 0);
        visits.add(servers.get(1));
        say("another server 2 has taken its place, and is ready: clients come to it, too");

        until(visits, "the third key seals", () -> allSeal(3));
        say(store.kill());
        storeState = "down";
        until(
                visits,
                "the outage's first key seals",
                () -> servers.stream().allMatch(server -> server.mode().equals("outage")));
        say("the last key is " + OUTAGE_AFTER.toSeconds() + " s old: all servers derive the same ones from it");
        row(visits);
        long before = newest();
        say(store.restart());
        storeState = "up";
        until(visits, "the fleet makes keys again", () -> allSeal(before + 1));

        visits.discarding();
        long discarded = rotate(secret);
        say("emergency: revision " + discarded + " takes the place of all keys before it, which are wiped");
        until(visits, "all servers seal with the key after the emergency", () -> allSeal(discarded));
        visits.discarded();
        say("all servers seal with one key again");
        long end = System.nanoTime() + RECOVERED.toNanos();
        until(visits, "clients have come again", () -> System.nanoTime() - end > 0);
    }

    private boolean verdict(DemoVisits visits) {
        var counts = visits.counts();
        out.printf(
                Locale.ROOT,
                "%d resumed, %d without a session that was still good; handshakes failed: %d; resumptions lost: %d,"
                        + " and %d by the emergency rotation; %.1f s%n",
                counts.resumed(),
                counts.fresh(),
                counts.failed(),
                counts.lost(),
                counts.discarded(),
                seconds());
        var failure = visits.failure();
        if (failure != null) {
            out.println("the first failure: " + failure);
        }
        return counts.failed() == 0 && counts.lost() == 0 && counts.resumed() > 0;
    }

    private boolean allSeal(long revision) {
        return servers.stream()
                .allMatch(
                        server -> server.sealing() >= revision && server.mode().equals("shared"));
    }

    private long newest() {
        return servers.stream().mapToLong(DemoServer::newest).max().orElse(0);
    }

    /** Wait until something is so, and print a row of the table each second. */
    private void until(DemoVisits visits, String what, BooleanSupplier fact) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (; ; ) {
            servers.forEach(DemoServer::refresh);
            if (fact.getAsBoolean()) {
                row(visits);
                return;
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("waited " + PATIENCE.toSeconds() + " s in vain until " + what);
            }
            if (System.nanoTime() - nextRow > 0) {
                row(visits);
            }
            Thread.sleep(LOOK);
        }
    }

    private void row(DemoVisits visits) {
        nextRow = System.nanoTime() + ROW.toNanos();
        var counts = visits.counts();
        var sealing = servers.stream()
                .map(server -> String.format("%-18s", server.summary()))
                .collect(Collectors.joining());
        out.printf(
                Locale.ROOT,
                "%5.1fs  %-5s  %s%7d %5d %5d %9d %6d%n",
                seconds(),
                storeState,
                sealing,
                counts.resumed(),
                counts.fresh(),
                counts.lost(),
                counts.discarded(),
                counts.failed());
        out.flush();
    }

    private void say(String what) {
        out.printf(Locale.ROOT, "%5.1fs  %s%n", seconds(), what);
        out.flush();
    }

    private double seconds() {
        return (System.nanoTime() - began) / 1e9;
    }

    private Child start(DemoCertificates certificates, String secret) throws IOException {
        return place.start(
                "serve",
                "--port",
                "0",
                "--cert",
                "" + certificates.chain(),
                "--key",
                "" + certificates.key(),
                "--session-lifetime",
                LIFETIME.toSeconds() + "s",
                "--session-id",
                SESSION_ID,
                "--ticket-keys",
                store.address(),
                "--fleet-secret-file",
                secret,
                "--fleet-times",
                TIMES);
    }

    private static DemoServer listening(Child child) throws IOException, InterruptedException {
        var listening = child.await("listening on ");
        return new DemoServer(child, Integer.parseInt(listening.substring(listening.lastIndexOf(':') + 1)));
    }

    private long rotate(String secret) throws IOException, InterruptedException {
        var said = reprise(
                "ticket-key",
                "rotate",
                "--discard-old",
                "--ticket-keys",
                store.address(),
                "--fleet-secret-file",
                secret,
                "--session-lifetime",
                LIFETIME.toSeconds() + "s",
                "--fleet-times",
                TIMES);
        return Long.parseLong(said.substring(said.lastIndexOf(' ') + 1));
    }

    /** Run a command to its end and return the last line it says. */
    private String reprise(String... arguments) throws IOException, InterruptedException {
        try (var child = place.start(arguments)) {
            if (child.finish() != Main.OK) {
                throw new IOException("reprise " + arguments[0] + " failed: " + String.join(" | ", child.errors()));
            }
            return child.errors().getLast();
        }
    }
}
