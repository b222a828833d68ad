package dev.reprise.tls.reference;

import static dev.reprise.tls.reference.Visits.visit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.tls.ClientConfig;
import dev.reprise.tls.Pair;
import dev.reprise.tls.Pair.Direction;
import dev.reprise.tls.ServerConfig;
import dev.reprise.tls.internal.message.Finished;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.SessionFile;
import dev.reprise.tls.spec.NotOffered;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When connections read and write the client's session file. Numbers in brackets are libtls's behaviour checks. */
class ClientFileTest {
    private static final Pattern SESSION = Pattern.compile("-----BEGIN SSL SESSION PARAMETERS-----");
    private static final int APPLICATION_DATA = 23;
    private static final int LIFETIME = 100;

    private final Visits visits = new Visits();
    private final ServerConfig server =
            visits.server().sessionLifetime(Duration.ofSeconds(LIFETIME)).build();

    @TempDir
    private Path folder;

    private Path path;

    @BeforeEach
    void name() {
        path = folder.resolve("session.pem");
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[79] a file that is refused leaves the one given before in force")
    void keepsTheEarlierFile(ProtocolVersion version) throws Exception {
        try (var file = open()) {
            var builder = client(file, version);
            assertThatIOException().isThrownBy(() -> builder.sessions(SessionFile.open(folder)));
            visit(builder, server);
            assertThat(visit(builder, server).resumed()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[82] [84] an empty file connects, holds a session afterwards, and the next run resumes from it")
    void resumesInTheNextRun(ProtocolVersion version) throws Exception {
        for (boolean resumed : new boolean[] {false, true, true}) {
            try (var file = open()) {
                assertThat(Files.size(path) > 0).isEqualTo(resumed);
                assertThat(visit(client(file, version), server).resumed()).isEqualTo(resumed);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[83] the file holds a block for each session")
    void holdsOneBlockPerSession(ProtocolVersion version) throws Exception {
        try (var file = open()) {
            visit(client(file, version), server);
            assertThat(SESSION.matcher(text()).results()).hasSize(1);
            visit(client(file, version).build(), server, "other." + Pair.NAME);
            assertThat(SESSION.matcher(text()).results()).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[85] a damaged session in the file is dropped: a full handshake, whose session takes its place")
    void goesOnInFullPastDamagedSession(ProtocolVersion version) throws Exception {
        write(TestCertificate.pem("SSL SESSION PARAMETERS", new byte[] {0x30, 0}));
        try (var file = open()) {
            var visit = visit(client(file, version), server);
            assertThat(visit.client().notOffered()).contains(NotOffered.NONE);
            assertThat(visit.client().storeFailure()).isEmpty();
            assertThat(visit(client(file, version), server).resumed()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[85] a file that becomes somebody else's is left alone, and the connection tells of it")
    void goesOnInFullBesideSomebodyElsesFile(ProtocolVersion version) throws Exception {
        try (var file = open()) {
            Files.writeString(path, "garbage");
            var visit = visit(client(file, version), server);
            assertThat(visit.client().notOffered()).contains(NotOffered.STORE);
            assertThat(visit.client().storeFailure()).contains("failed to parse session");
            assertThat(path).hasContent("garbage");
        }
    }

    @Test
    @DisplayName("[91] in TLS 1.2 the file is written when the handshake is done, and not again")
    void writesTls12SessionsWithTheHandshake() throws Exception {
        try (var file = open();
                var pair = Pair.of(client(file, ProtocolVersion.TLS_1_2).build(), server)) {
            pair.handshake();
            var written = text();
            assertThat(written).isNotEmpty();
            pair.exchange().close();
            assertThat(text()).isEqualTo(written);
        }
    }

    @Test
    @DisplayName("[91] in TLS 1.3 it is written when a ticket comes, after the handshake")
    void writesTls13SessionsWithTheirTickets() throws Exception {
        var held = new ArrayList<byte[]>();
        var finished = new boolean[1];
        var release = new boolean[1];
        try (var file = open();
                var pair = Pair.of(client(file, ProtocolVersion.TLS_1_3).build(), server)
                        .wire((direction, record) -> {
                            finished[0] |= direction == Direction.TO_SERVER && record[0] == APPLICATION_DATA;
                            if (direction == Direction.TO_SERVER || !finished[0]) {
                                return List.of(record);
                            }
                            held.add(record);
                            var portions = release[0] ? List.copyOf(held) : List.<byte[]>of();
                            held.removeAll(portions);
                            return portions;
                        })) {
            pair.handshake();
            assertThat(held).isNotEmpty();
            assertThat(path).isEmptyFile();
            release[0] = true;
            pair.exchange();
            assertThat(SESSION.matcher(text()).results()).hasSize(1);
        }
    }

    @Test
    @DisplayName("[92] a TLS 1.2 resumption writes the replacement ticket, and nothing where there is none")
    void writesReplacementTickets() throws Exception {
        try (var file = open()) {
            var client = client(file, ProtocolVersion.TLS_1_2).build();
            var first = visit(client, server).tickets().get(0).keyName().toString();
            var written = text();
            assertThat(visit(client, server).resumed()).isTrue();
            assertThat(text()).isEqualTo(written);
            visits.clocks.pass(76);
            var second = visit(client, server).tickets().get(0).keyName().toString();
            assertThat(second).isNotEqualTo(first);
            assertThat(file.entries().get(0).ticketKeyName()).contains(second);
        }
    }

    @Test
    @DisplayName("[92] in TLS 1.3 the ticket that was used is gone, and the fresh one is there")
    void putsFreshTicketsInPlaceOfUsedOnes() throws Exception {
        try (var file = open()) {
            var client = client(file, ProtocolVersion.TLS_1_3).build();
            visit(client, server);
            var written = text();
            assertThat(visit(client, server).resumed()).isTrue();
            assertThat(file.entries()).hasSize(1);
            assertThat(text()).isNotEqualTo(written);
        }
    }

    @Test
    @DisplayName(
            "[93] a handshake that fails, also by the host's name, leaves the file alone but for the session offered")
    void takesNothingButTheOfferedSessionOutWhenTheHandshakeFails() throws Exception {
        try (var file = open()) {
            for (var version : ProtocolVersion.values()) {
                var client = client(file, version).build();
                assertThatThrownBy(() -> visit(client, server, "example.com")).isInstanceOf(ProtocolException.class);
                assertThat(path).isEmptyFile();
            }
            var client = client(file, ProtocolVersion.TLS_1_2).build();
            visit(client, server);
            var written = text();
            assertThatThrownBy(() -> visit(client, server, "example.com")).isInstanceOf(ProtocolException.class);
            assertThat(text()).isEqualTo(written);
            var wrong = Pair.lyingServer(
                    server,
                    message -> List.of(message instanceof Finished ? new Finished(Bytes.wrap(new byte[12])) : message));
            var pair = Pair.of(Pair.engine(client, Pair.NAME), wrong).run();
            assertThat(pair.client().failure()).isInstanceOf(ProtocolException.class);
            assertThat(file.entries()).isEmpty();
        }
    }

    @Test
    @DisplayName("[94] when what is written is shorter, nothing of the longer one remains")
    void leavesNothingOfLongerContent() throws Exception {
        try (var file = open()) {
            visit(client(file, ProtocolVersion.TLS_1_2), server);
            var one = text();
            visit(client(file, ProtocolVersion.TLS_1_2).build(), server, "other." + Pair.NAME);
            assertThat(text()).hasSizeGreaterThan(one.length());
            file.remove("other." + Pair.NAME);
            assertThat(text()).isEqualTo(one);
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[96] where the file cannot be written the connection works and tells of it")
    void connectsWhereTheFileCannotBeWritten(ProtocolVersion version) throws Exception {
        try (var file = open()) {
            // A directory with something in it in place of the temporary file stops root, too.
            Files.createDirectories(folder.resolve(".session.pem.reprise-new/inside"));
            var visit = visit(client(file, version), server);
            assertThat(visit.client().storeFailure().orElseThrow()).startsWith("failed to write session file: ");
            assertThat(path).isEmptyFile();
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[99] one config resumes its second connection from what its first one wrote")
    void resumesInTheSameRun(ProtocolVersion version) throws Exception {
        try (var file = open()) {
            var client = client(file, version).build();
            assertThat(visit(client, server).resumed()).isFalse();
            assertThat(visit(client, server).resumed()).isTrue();
        }
    }

    @Test
    @DisplayName("[100] after a server without tickets there is nothing to write, and the next handshake is full")
    void writesNothingWithoutTickets() throws Exception {
        var off = visits.server().sessionLifetime(Duration.ZERO).build();
        try (var file = open()) {
            for (var version : ProtocolVersion.values()) {
                for (int i = 0; i < 2; i++) {
                    var visit = visit(client(file, version), off);
                    assertThat(visit.resumed()).isFalse();
                    assertThat(visit.client().notOffered()).contains(NotOffered.NONE);
                    assertThat(path).isEmptyFile();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[124] a file that is closed before its last connection costs the session, not the connection")
    void connectsAfterTheFileIsClosed(ProtocolVersion version) throws Exception {
        var file = open();
        var client = client(file, version).build();
        visit(client, server);
        var written = text();
        file.close();
        var visit = visit(client, server);
        assertThat(visit.resumed()).isFalse();
        assertThat(visit.client().notOffered()).contains(NotOffered.STORE);
        assertThat(visit.client().storeFailure()).contains("session file is closed");
        assertThat(text()).isEqualTo(written);
    }

    private SessionFile open() throws IOException {
        return SessionFile.open(path, visits.clocks.clocks());
    }

    private ClientConfig.Builder client(SessionFile file, ProtocolVersion... versions) {
        return visits.client(versions).sessions(file);
    }

    private String text() throws IOException {
        return Files.readString(path);
    }

    private void write(byte[] content) throws IOException {
        Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(path, content);
    }
}
