package dev.reprise.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * Says by JFR where the time and memory of handshakes go beside the public-key operations: by the innermost frame, and by
 * the innermost one of Reprise.
 */
final class Profile implements AutoCloseable {
    private static final int LINES = 45;
    /** Where Reprise calls into public-key code that is not its own. */
    private static final Set<String> PUBLIC_KEY_CALLS = Set.of(
            "javax.crypto.KeyAgreement.doPhase",
            "javax.crypto.KeyAgreement.generateSecret",
            "javax.crypto.KEM$Encapsulator.encapsulate",
            "javax.crypto.KEM$Decapsulator.decapsulate",
            "java.security.KeyPairGenerator.generateKeyPair",
            "java.security.Signature.sign",
            "java.security.Signature.verify");

    private static final String CURVES = "dev.reprise.tls.internal.crypto.curve.";

    private final Recording recording;

    private Profile(Recording recording) {
        this.recording = recording;
    }

    static Profile start() {
        var recording = new Recording();
        recording.enable("jdk.ExecutionSample").withPeriod(Duration.ofMillis(1));
        recording.enable("jdk.NativeMethodSample").withPeriod(Duration.ofMillis(1));
        recording
                .enable("jdk.ObjectAllocationSample")
                .with("throttle", "20000/s")
                .withStackTrace();
        recording.start();
        return new Profile(recording);
    }

    void write(Path file) throws IOException {
        recording.stop();
        var raw = Path.of(file + ".jfr");
        recording.dump(raw);
        var time = new HashMap<String, Map<String, Double>>();
        var memory = new HashMap<String, Map<String, Double>>();
        int allocations = 0;
        for (var event : RecordingFile.readAllEvents(raw)) {
            switch (event.getEventType().getName()) {
                case "jdk.ExecutionSample", "jdk.NativeMethodSample" -> {
                    if ("bench-main".equals(event.getThread("sampledThread").getJavaName())) {
                        add(time, event, 1);
                    }
                }
                case "jdk.ObjectAllocationSample" -> {
                    // The first one stands for all that was allocated before the recording.
                    if (allocations++ > 0) {
                        add(memory, event, (double) event.getLong("weight"));
                    }
                }
                default -> {}
            }
        }
        try (var out = new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8))) {
            time.forEach((view, table) -> print(out, "Time, by " + view, table));
            memory.forEach((view, table) -> print(out, "Memory, by " + view, table));
        }
    }

    private static void add(Map<String, Map<String, Double>> views, RecordedEvent event, double weight) {
        var trace = event.getStackTrace();
        if (trace == null) {
            return;
        }
        Function<RecordedFrame, String> name = frame ->
                frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
        var frames = trace.getFrames();
        if (frames.stream().noneMatch(frame -> name.apply(frame).equals("dev.reprise.bench.Link.connect"))) {
            return; // The measuring itself.
        }
        var publicKey = frames.stream()
                .map(name)
                .anyMatch(frame -> PUBLIC_KEY_CALLS.contains(frame) || frame.startsWith(CURVES));
        views.computeIfAbsent("kind", unseen -> new HashMap<>())
                .merge(publicKey ? "public-key operations" : "everything else", weight, Double::sum);
        if (publicKey) {
            return;
        }
        var ours = "none of Reprise";
        var below = "";
        for (var frame : frames) {
            var full = name.apply(frame);
            if (full.startsWith("dev.reprise.") && !full.startsWith("dev.reprise.bench.")) {
                ours = full.substring("dev.reprise.tls.".length());
                break;
            }
            below = full;
        }
        views.computeIfAbsent("innermost frame", unseen -> new HashMap<>())
                .merge(name.apply(frames.get(0)), weight, Double::sum);
        views.computeIfAbsent("innermost frame of Reprise", unseen -> new HashMap<>())
                .merge(ours, weight, Double::sum);
        views.computeIfAbsent("class of Reprise with what it calls below", unseen -> new HashMap<>())
                .merge(ours.contains(".") ? ours.substring(0, ours.lastIndexOf('.')) : ours, weight, Double::sum);
        views.computeIfAbsent("innermost frame of Reprise and what it calls", unseen -> new HashMap<>())
                .merge(below.isEmpty() ? ours : ours + " > " + below, weight, Double::sum);
        if (event.hasField("objectClass")) {
            views.computeIfAbsent("class", unseen -> new HashMap<>())
                    .merge(event.getClass("objectClass").getName() + " in " + ours, weight, Double::sum);
        }
    }

    private static void print(PrintWriter out, String title, Map<String, Double> table) {
        double total = table.values().stream().mapToDouble(Double::doubleValue).sum();
        out.println(title);
        table.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .limit(LINES)
                .forEach(entry -> out.printf("  %5.1f %%  %s%n", 100 * entry.getValue() / total, entry.getKey()));
        out.println();
    }

    @Override
    public void close() {
        recording.close();
    }
}
