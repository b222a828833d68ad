package dev.reprise.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@link BlockingClient} and {@link EchoServer}. */
@Timeout(60)
class BlockingTest {
    @TempDir
    private Path directory;

    @Test
    void manyClientsAreEchoedAtOnce() throws Exception {
        Served.server(directory);
        try (var server = Served.echo(Served.config(directory));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var client = Served.client(directory);
            var answers = new ArrayList<Future<String>>();
            for (int i = 0; i < 20; i++) {
                var line = "line " + i;
                answers.add(threads.submit(() -> BlockingClient.ask(client, "localhost", server.port(), line)));
            }

            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).get()).isEqualTo("line " + i + "\n");
            }
        }
    }
}
