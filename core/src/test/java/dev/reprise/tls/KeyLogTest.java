package dev.reprise.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.spec.KeyLog;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Secrets given to a key log (RFC 9850); that they are OpenSSL's too, {@link OpensslSecretsIT} says. */
class KeyLogTest {
    private static final List<String> LABELS = List.of(
            "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
            "SERVER_HANDSHAKE_TRAFFIC_SECRET",
            "CLIENT_TRAFFIC_SECRET_0",
            "SERVER_TRAFFIC_SECRET_0",
            "EXPORTER_SECRET");

    private final RingClocks clocks = new RingClocks();

    @Test
    void getsTheSameSecretsAtBothEnds() throws Exception {
        Map<String, String> clients = new TreeMap<>();
        Map<String, String> servers = new TreeMap<>();
        var client = Parties.client(clocks)
                .sessions(new SessionCache(4, clocks.clocks()))
                .groups(NamedGroup.X25519, NamedGroup.SECP256R1)
                .insecureKeyLog((label, random, secret) -> clients.put(key(label, random), hex(secret)))
                .build();
        // Resumed and after a retry too, where the random is the first hello's, which the second repeats.
        for (var group : List.of(NamedGroup.X25519, NamedGroup.X25519, NamedGroup.SECP256R1)) {
            var server = Parties.server(clocks)
                    .groups(group)
                    .insecureKeyLog((label, random, secret) -> servers.put(key(label, random), hex(secret)))
                    .build();
            Pair.of(client, server).handshake().close();
        }
        assertThat(clients).hasSize(3 * LABELS.size()).isEqualTo(servers);
        assertThat(clients.values()).doesNotHaveDuplicates();
        for (var label : LABELS) {
            assertThat(clients.keySet().stream().filter(key -> key.startsWith(label + ' ')))
                    .hasSize(3);
        }
    }

    @Test
    void getsTheMainSecretOfTls12AtBothEnds() throws Exception { // RFC 9850 section 2.2
        Map<String, String> clients = new TreeMap<>();
        Map<String, String> servers = new TreeMap<>();
        var client = Parties.client(clocks)
                .protocols(ProtocolVersion.TLS_1_2)
                .sessions(new SessionCache(4, clocks.clocks()))
                .insecureKeyLog((label, random, secret) -> clients.put(key(label, random), hex(secret)))
                .build();
        var server = Parties.server(clocks)
                .insecureKeyLog((label, random, secret) -> servers.put(key(label, random), hex(secret)))
                .build();
        Pair.of(client, server).handshake().close();
        Pair.of(client, server).handshake().close();
        assertThat(clients).hasSize(2).isEqualTo(servers);
        assertThat(clients.keySet()).allMatch(key -> key.startsWith("CLIENT_RANDOM "));
        // Resumed under the same main secret.
        assertThat(clients.values().stream().distinct()).hasSize(1);
    }

    /** A log may be slow or ask the connection itself, so no lock is held: it is called from within tasks alone. */
    @ParameterizedTest
    @EnumSource
    void isCalledByTasksAlone(ProtocolVersion version) throws Exception {
        var calls = new ArrayList<String>();
        KeyLog log = (label, random, secret) -> {
            calls.add(label);
            List<String> callers = StackWalker.getInstance()
                    .walk(frames ->
                            frames.map(StackWalker.StackFrame::getMethodName).toList());
            assertThat(callers).contains("runDue").doesNotContain("read", "advance");
        };
        var client = Parties.client(clocks)
                .protocols(version)
                .sessions(new SessionCache(4, clocks.clocks()))
                .groups(NamedGroup.X25519, NamedGroup.SECP256R1)
                .insecureKeyLog(log)
                .build();
        for (var group : List.of(NamedGroup.X25519, NamedGroup.X25519, NamedGroup.SECP256R1)) {
            var server =
                    Parties.server(clocks).groups(group).insecureKeyLog(log).build();
            Pair.of(client, server).delivery(Pair.Delivery.RECORDS).handshake().close();
        }
        assertThat(calls).hasSize(3 * 2 * (version == ProtocolVersion.TLS_1_3 ? LABELS.size() : 1));
    }

    @ParameterizedTest
    @EnumSource
    void endsTheConnectionOfALogThatThrows(ProtocolVersion version) {
        for (var thrown : List.of(new StackOverflowError("of the log"), new IllegalStateException("of the log"))) {
            KeyLog log = (label, random, secret) -> {
                if (thrown instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) thrown;
            };
            var client = Parties.client(clocks).protocols(version);
            var server = Parties.server(clocks);
            var fromClient =
                    Pair.of(client.insecureKeyLog(log).build(), server.build()).run();
            PairTest.assertAborted(fromClient.client(), Reason.INTERNAL_ERROR, fromClient.server());
            assertThat(fromClient.client().failure()).hasCause(thrown);
            var fromServer = Pair.of(
                            Parties.client(clocks).protocols(version).build(),
                            server.insecureKeyLog(log).build())
                    .run();
            PairTest.assertAborted(fromServer.server(), Reason.INTERNAL_ERROR, fromServer.client());
            assertThat(fromServer.server().failure()).hasCause(thrown);
            assertThat(fromServer.server().engine().want()).isEqualTo(TlsEngine.Want.NOTHING);
        }
    }

    @Test
    void writesLinesAsTheFormatHasThem(@TempDir Path folder) throws Exception {
        var file = folder.resolve("keys.txt");
        try (var log = KeyLogFile.open(file)) {
            log.log("EXPORTER_SECRET", new byte[] {0, 1, (byte) 0xff}, new byte[] {0x7f, (byte) 0x80});
        }
        try (var log = KeyLogFile.open(file)) {
            log.log("CLIENT_RANDOM", new byte[] {2}, new byte[] {3});
        }
        assertThat(Files.readString(file, US_ASCII)).isEqualTo("EXPORTER_SECRET 0001ff 7f80\nCLIENT_RANDOM 02 03\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void saysWhichFileCannotBeOpenedAndWhy(@TempDir Path folder) {
        var missing = folder.resolve("nowhere/keys.txt");
        assertThatIOException()
                .isThrownBy(() -> KeyLogFile.open(missing))
                .withMessage("failed to open key log file '" + missing + "': No such file or directory");
        assertThatIOException()
                .isThrownBy(() -> KeyLogFile.open(folder))
                .withMessage("failed to open key log file '" + folder + "': Is a directory");
    }

    @Test
    void closedFileEndsNoConnection(@TempDir Path folder) throws Exception {
        var log = KeyLogFile.open(folder.resolve("keys.txt"));
        var client = Parties.client(clocks).insecureKeyLog(log).build();
        log.close();
        Pair.of(client, Parties.server(clocks).build()).handshake().exchange().close();
        assertThat(folder.resolve("keys.txt")).isEmptyFile();
    }

    private static String key(String label, byte[] random) {
        assertThat(random).hasSize(32);
        return label + ' ' + hex(random);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
