package dev.reprise.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.spec.Identity;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@link RemoteSigner}. */
@Timeout(60)
class RemoteSignerTest {
    @TempDir
    private Path directory;

    @Test
    void aServerProvesItselfByAKeyThatItDoesNotHold() throws Exception {
        var certificate = Served.server(directory);
        var socket = directory.resolve("signer");
        try (var service = new RemoteSigner.Service(certificate.key(), socket)) {
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    service.serve();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            var identity = new Identity(certificate.chain(), new RemoteSigner(socket));
            try (var server = Served.echo(TlsConfig.server(identity).build())) {
                assertThat(BlockingClient.ask(Served.client(directory), "localhost", server.port(), "hello"))
                        .isEqualTo("hello\n");
            }
        }
    }
}
