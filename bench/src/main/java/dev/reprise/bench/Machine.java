package dev.reprise.bench;

import io.netty.handler.ssl.OpenSsl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.conscrypt.Conscrypt;

/** Where and on what a run took place, and how busy the machine was. */
final class Machine {
    private final Instant begin = Instant.now();
    private final List<Double> loads = new ArrayList<>();

    Machine() throws IOException {
        noteLoad();
    }

    /** Take note of the load now. */
    void noteLoad() throws IOException {
        var file = Path.of("/proc/loadavg");
        if (Files.isReadable(file)) {
            var text = Files.readString(file);
            loads.add(Double.valueOf(text.substring(0, text.indexOf(' '))));
        }
    }

    String describe() throws IOException {
        var load = loads.stream().mapToDouble(Double::doubleValue).summaryStatistics();
        var netty = io.netty.util.Version.identify().get("netty-handler");
        var boringSsl = Conscrypt.version();
        return """
                - machine: %s, %d processors, %s %s
                - JVM: %s %s, Serial GC, 768 MB heap, 300 MB young
                - Bouncy Castle %s; Conscrypt %d.%d.%d; netty-handler %s over %s
                - load averages of a minute during the run: %.1f to %.1f
                - %s, %d minutes
                """.formatted(
                        processor(),
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        System.getProperty("java.vm.vendor"),
                        System.getProperty("java.vm.version"),
                        new BouncyCastleProvider().getVersionStr(),
                        boringSsl.major(),
                        boringSsl.minor(),
                        boringSsl.patch(),
                        netty == null ? "of unknown version" : netty.artifactVersion(),
                        OpenSsl.versionString(),
                        load.getMin(),
                        load.getMax(),
                        begin.truncatedTo(ChronoUnit.MINUTES),
                        ChronoUnit.MINUTES.between(begin, Instant.now()));
    }

    private static String processor() throws IOException {
        var file = Path.of("/proc/cpuinfo");
        if (Files.isReadable(file)) {
            for (var line : Files.readAllLines(file)) {
                if (line.toLowerCase(Locale.ROOT).startsWith("model name")) {
                    return line.substring(line.indexOf(':') + 1).strip();
                }
            }
        }
        return System.getProperty("os.arch");
    }
}
