package dev.reprise.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.tls.ConnectionListener;
import dev.reprise.tls.TlsClient;
import dev.reprise.tls.TlsConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SunJSSE that asks for new keys each so many bytes that it reads (jdk.tls.keyLimits), which a long upload hears at its end. */
class KeyLimitsIT {
    private static final int UPLOAD = 3_200_000;

    @Test
    void aLongUploadOutlivesAsManyKeyUpdatesAsItCauses(@TempDir Path directory) throws Exception {
        var credentials = Credentials.make(directory);
        var store = directory.resolve("server.p12");
        try (var out = Files.newOutputStream(store)) {
            credentials.keyStore("server").store(out, Credentials.PASSWORD.toCharArray());
        }
        var limits =
                Files.writeString(directory.resolve("limits"), "jdk.tls.keyLimits=AES/GCM/NoPadding KeyUpdate 2^15\n");
        var changed = new AtomicInteger();
        var client = TlsClient.of(TlsConfig.client()
                .roots(List.of(credentials.root()))
                .readTimeout(Wait.LIMIT)
                .listener(new ConnectionListener() {
                    @Override
                    public void keysUpdated(boolean byPeer) {
                        changed.addAndGet(byPeer ? 1 : 0);
                    }
                })
                .build());
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        try (var server = ChildProcess.of(
                        java,
                        "-Djava.security.properties=" + limits,
                        "-cp",
                        System.getProperty("java.class.path"),
                        KeyLimitedServer.class.getName(),
                        store.toString(),
                        String.valueOf(UPLOAD))
                .start()) {
            int port = Integer.parseInt(
                    server.awaitLine("listening on port (\\d+)", Wait.LIMIT).group(1));
            try (var connection = client.connect("127.0.0.1", port, Credentials.NAME)) {
                connection.output().write(new byte[UPLOAD]);
                assertThat(connection.input().readNBytes(KeyLimitedServer.ANSWER.length))
                        .isEqualTo(KeyLimitedServer.ANSWER);
            }
        }
        assertThat(changed.get()).isGreaterThan(32);
    }
}
