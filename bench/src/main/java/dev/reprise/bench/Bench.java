package dev.reprise.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/** Runs the comparison and writes its table; started by {@code bench/run}, which says what the options are. */
final class Bench {
    private Plan plan = Plan.FULL;
    private final NavigableSet<Version> versions = new TreeSet<>(List.of(Version.TLS_1_3));
    private final List<String> sections = new ArrayList<>(List.of("handshakes", "records", "sockets", "scale", "idle"));
    private List<Contestant> contestants = List.of(Contestant.values());
    private Path results = Path.of("results.md");

    private Bench() {}

    public static void main(String[] args) throws Exception {
        if (args.length >= 3 && args[0].equals("--profile")) {
            profile(Contestant.valueOf(args[1]), Handshake.valueOf(args[2]), Path.of(args[3]));
            return;
        }
        var bench = new Bench();
        bench.parse(args);
        bench.run();
    }

    static void say(String text) {
        System.err.println("bench: " + text);
    }

    private void parse(String[] args) {
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--quick" -> plan = Plan.QUICK;
                case "--only" -> {
                    sections.clear();
                    sections.addAll(List.of(args[++i].split(",", -1)));
                }
                case "--stacks" -> {
                    contestants = new ArrayList<>();
                    for (var name : args[++i].split(",", -1)) {
                        contestants.add(Contestant.valueOf(name));
                    }
                }
                case "--tls12" -> versions.add(Version.TLS_1_2);
                case "--results" -> results = Path.of(args[++i]);
                default -> throw new IllegalArgumentException("no such option: " + args[i]);
            }
        }
    }

    private void run() throws IOException {
        var machine = new Machine();
        var report = new Report();
        for (var version : versions.descendingSet()) {
            if (sections.contains("handshakes")) {
                report.add(HandshakeRun.measure(version, contestants, plan));
                machine.noteLoad();
            }
        }
        if (sections.contains("records")) {
            for (var version : versions.descendingSet()) {
                for (var suite : Suite.values()) {
                    for (boolean direct : new boolean[] {false, true}) {
                        report.add(RecordRun.measure(version, suite, direct, contestants, plan));
                        machine.noteLoad();
                    }
                }
            }
        }
        if (sections.contains("sockets")) {
            report.add(SocketRun.measure(contestants, plan));
            machine.noteLoad();
        }
        if (sections.contains("scale")) {
            report.add(ScaleRun.measure(plan));
            machine.noteLoad();
        }
        if (sections.contains("idle")) {
            for (var version : versions.descendingSet()) {
                report.add(IdleRun.measure(version, contestants, plan));
                machine.noteLoad();
            }
        }
        var text = report.render(machine, plan);
        Files.writeString(results, text);
        System.out.print(text);
    }

    private static void profile(Contestant contestant, Handshake kind, Path file) throws IOException {
        try (var worker = WorkerProcess.start(
                contestant, Version.TLS_1_3, Suite.AES_128_GCM, contestant.prefersDirect(), true, false)) {
            var numbers = worker.ask("profile", kind, 12_000, file);
            System.out.printf(
                    "%s, %s: %.1f us a connection, %.1f us of it beside%n%n",
                    contestant.title(), kind, numbers[1] / numbers[0] / 1_000, numbers[2] / numbers[0] / 1_000);
        }
        System.out.print(Files.readString(file));
    }
}
