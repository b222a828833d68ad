package dev.reprise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.TlsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script at the checkout's root, in a place of its own where everything is built already. */
class LauncherIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path root;

    @BeforeEach
    void takeWhatIsBuilt() throws IOException {
        Files.copy(Path.of("..", "reprise"), root.resolve("reprise"), StandardCopyOption.COPY_ATTRIBUTES);
        var target = Files.createDirectories(root.resolve("cli").resolve("target"));
        copy(Path.of("target", "reprise-cli.jar"), target);
        try (var libraries = Files.list(Path.of("target", "lib"))) {
            for (var library : libraries.toList()) {
                copy(library, Files.createDirectories(target.resolve("lib")));
            }
        }
        Files.createFile(target.resolve("reprise.built"));
        // Empty, as the script leaves it where no archive of classes can be made.
        Files.createFile(target.resolve("reprise-" + System.getProperty("java.version") + ".jsa"));
    }

    private static void copy(Path file, Path directory) throws IOException {
        Files.copy(file, directory.resolve(file.getFileName()));
    }

    @Test
    void sendsNothingWhenItsInputIsClosed() throws Exception {
        try (var place = new DemoPlace();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var made = DemoCertificates.make(place, "localhost");
            var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            try (var server = TlsServer.listen(
                            TlsConfig.server(made.chain(), made.key()).build(), loopback);
                    var client =
                            start("<&-", "connect", "localhost:" + server.localPort(), "--ca", "" + made.authority())) {
                var sent = threads.submit(() -> {
                    try (var connection = server.accept()) {
                        return connection.input().readNBytes(1000).length;
                    }
                });
                assertThat(sent.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isZero();
                assertThat(client.awaitExit(PATIENCE)).isZero();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"<&-, 0", ">&-, 1", "2>&-, 0", "<&- >&- 2>&-, 1"})
    void failsOnlyWhenItCannotSayWhatItWasAsked(String closed, int status) throws Exception {
        try (var command = start(closed, "--version")) {
            assertThat(command.awaitExit(PATIENCE)).isEqualTo(status);
        }
    }

    private ChildProcess start(String redirections, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("sh", "-c", "exec \"$0\" \"$@\" " + redirections));
        command.add("" + root.resolve("reprise"));
        command.addAll(List.of(arguments));
        return ChildProcess.of(command)
                .environment("REPRISE_JAVA_HOME", System.getProperty("java.home"))
                .start();
    }
}
