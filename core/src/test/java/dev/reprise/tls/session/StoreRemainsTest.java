package dev.reprise.tls.session;

import static dev.reprise.tls.session.SessionFixtures.NOW;
import static dev.reprise.tls.session.SessionFixtures.SERVER;
import static dev.reprise.tls.session.SessionFixtures.peer;
import static dev.reprise.tls.session.SessionFixtures.tls12;
import static dev.reprise.tls.session.SessionFixtures.tls13;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.reprise.tls.Remains;
import dev.reprise.tls.internal.access.SessionAccess;
import dev.reprise.tls.internal.cert.Pem;
import dev.reprise.tls.internal.session.SessionBuilder;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.SessionFixtures.MovingClocks;
import dev.reprise.tls.session.SessionStore.Observation;
import dev.reprise.tls.session.SessionStore.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions that left a store, or were only looked at in a file, leave nothing in memory. */
class StoreRemainsTest {
    private static final Peer PEER = peer("example.org");
    private static final Peer OTHER = peer("other.example");

    @TempDir
    private Path directory;

    private final MovingClocks clocks = new MovingClocks();

    @Test
    void aCacheWipesWhateverLeavesIt() throws Exception {
        var cache = new SessionCache(1, clocks.clocks());
        assertThat(Remains.after(secret -> {
                    put(cache, PEER, secret, tls13(1), tls13(2), tls13(3), tls12(4));
                    close(cache.take(PEER, session -> Verdict.KEEP));
                    close(cache.take(PEER, session -> Verdict.OFFER));
                    close(cache.take(PEER, session -> session.singleUse() ? Verdict.DROP : Verdict.KEEP));
                    put(cache, PEER, secret, tls12(4), tls13(5), tls12(6).ticketLifetimeHint(5));
                    clocks.pass(Duration.ofSeconds(10));
                    close(cache.take(PEER, session -> Verdict.KEEP));
                    cache.observe(PEER, Observation.UNANSWERED_WITH_SESSION);
                    cache.observe(PEER, Observation.ESTABLISHED_WITHOUT_SESSION);
                    put(cache, PEER, secret, tls12(7));
                    put(
                            cache,
                            OTHER,
                            secret,
                            tls13(8),
                            tls12(9).ticketLifetimeHint(0).timeout(0));
                    cache.remove(OTHER, session -> true);
                }))
                .isEmpty();
    }

    @Test
    void aFileLeavesNothingInMemory() throws Exception {
        var path = directory.resolve("session.pem");
        assertThat(Remains.after(secret -> {
                    Files.deleteIfExists(path);
                    try (var file = SessionFile.open(path, clocks.clocks())) {
                        put(file, PEER, secret, tls12(1), tls13(2), tls13(3), tls13(4));
                        put(file, OTHER, secret, tls12(5));
                        close(file.take(PEER, session -> Verdict.OFFER));
                        close(file.take(PEER, session -> Verdict.KEEP));
                        close(file.take(PEER, session -> session.singleUse() ? Verdict.DROP : Verdict.OFFER));
                        assertThat(file.entries()).isNotEmpty();
                        assertThat(file.hasOtherIdentity(PEER.withIdentity("a")))
                                .isTrue();
                        file.observe(PEER, Observation.UNANSWERED_WITH_SESSION);
                        assertThat(file.inDoubt(PEER)).isTrue();
                        file.observe(PEER, Observation.ESTABLISHED_WITHOUT_SESSION);
                        assertThat(file.remove("other.example")).isEqualTo(1);
                        put(file, PEER, secret, tls12(6));
                    }
                    assertThat(SessionFile.list(path)).hasSize(1);
                }))
                .isEmpty();
    }

    /** What a file holds beside good sessions: one that is damaged, one that is of no use, and a key of somebody's. */
    @Test
    void damagedFilesLeaveNothingInMemory() throws Exception {
        var path = directory.resolve("session.pem");
        Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        assertThat(Remains.after(secret -> {
                    var good = block(secret, tls12(1), der -> der);
                    var useless = block(secret, tls12(2).protocolVersion(0x0300), der -> der);
                    var cut = block(secret, tls12(3), der -> secret.own(Arrays.copyOf(der, der.length - 1)));
                    var key = secret.own(Pem.encode("PRIVATE KEY", secret.bytes(48)));
                    write(path, secret, good, useless, cut, key);
                    try (var file = SessionFile.open(path, clocks.clocks())) {
                        close(file.take(PEER, session -> Verdict.KEEP));
                        put(file, PEER, secret, tls12(6));
                    }
                    write(path, secret, key);
                    assertThatIOException().isThrownBy(() -> SessionFile.open(path, clocks.clocks()));
                }))
                .isEmpty();
    }

    @Test
    void sessionsThatAreRefusedLeaveNothing() throws Exception {
        var changes = List.of(
                tls12(1).protocolVersion(0x0300),
                tls12(1).ticket(Bytes.EMPTY).sessionId(Bytes.EMPTY),
                tls13(1).ticket(Bytes.EMPTY),
                tls13(1).ticket(Bytes.wrap(new byte[SessionData.MAX_OFFERED_TICKET + 1])),
                tls12(1).cipherSuite(0xc030).protocolVersion(0x0304),
                tls12(1).peerCertificate(Bytes.ofHex("3000")));
        assertThat(Remains.after(secret -> {
                    for (var change : changes) {
                        try (var data = change.secret(secret.secret(40)).build()) {
                            var der = secret.own(data.encode());
                            assertThatIOException().isThrownBy(() -> Session.ofDer(der, List.of()));
                        }
                    }
                }))
                .isEmpty();
    }

    private static void close(@Nullable Session session) {
        if (session != null) {
            session.close();
        }
    }

    private static void put(SessionStore store, Peer peer, Remains secret, SessionBuilder... all) throws IOException {
        for (var fields : all) {
            int length = fields.build().protocolVersion() == 0x0303 ? 48 : 32;
            try (var session = SessionAccess.inside()
                    .session(fields.secret(secret.secret(length)).build(), SERVER.chain())) {
                assertThat(session.received()).isEqualTo(NOW);
                store.put(peer, session);
            }
        }
    }

    private interface Change {
        byte[] of(byte[] der);
    }

    private static byte[] block(Remains secret, SessionBuilder fields, Change change) {
        try (var data = fields.secret(secret.secret(48)).build()) {
            var der = change.of(secret.own(data.encode()));
            return secret.own(Pem.encode("SSL SESSION PARAMETERS", der));
        }
    }

    private static void write(Path path, Remains secret, byte[]... blocks) throws IOException {
        int length = 0;
        for (var block : blocks) {
            length += block.length;
        }
        var content = secret.own(new byte[length]);
        int at = 0;
        for (var block : blocks) {
            System.arraycopy(block, 0, content, at, block.length);
            at += block.length;
        }
        Files.write(path, content);
    }
}
