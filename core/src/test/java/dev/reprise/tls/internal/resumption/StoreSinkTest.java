package dev.reprise.tls.internal.resumption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.reprise.tls.internal.access.SessionAccess;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.Peer;
import dev.reprise.tls.session.Session;
import dev.reprise.tls.session.SessionStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoreSinkTest {
    private static final Bytes RESPONSE = Bytes.ofHex("3003");

    private final Notes notes = new Notes();
    private final StoreSink sink = new StoreSink(notes, TestOrigins.PEER);

    /** Notes what a sink asks of a store. */
    private static final class Notes implements SessionStore {
        final List<Session> kept = new ArrayList<>();
        final List<Session> forgotten = new ArrayList<>();
        final List<Predicate<Session>> unwanted = new ArrayList<>();
        final List<Observation> seen = new ArrayList<>();
        boolean full;

        @Override
        public @Nullable Session take(Peer peer, Function<Session, Verdict> check) {
            throw new AssertionError();
        }

        @Override
        public void put(Peer peer, Session session) throws IOException {
            assertThat(peer).isEqualTo(TestOrigins.PEER);
            if (full) {
                throw new IOException("full");
            }
            kept.add(session.copy());
        }

        @Override
        public void forget(Peer peer, Session refused) {
            forgotten.add(refused);
        }

        @Override
        public void remove(Peer peer, Predicate<Session> predicate) {
            unwanted.add(predicate);
        }

        @Override
        public void observe(Peer peer, Observation observation) {
            seen.add(observation);
        }
    }

    @AfterEach
    void wipe() {
        notes.kept.forEach(Session::close);
    }

    @Test
    void wipesTicketsOnceTheStoreHasThem() throws Exception {
        var received = List.of(tls13(1), tls13(2));
        sink.tickets(received);
        assertThat(notes.kept).isEqualTo(received);
        assertThat(received).allMatch(StoreSinkTest::wiped);
        assertThat(notes.kept).noneMatch(StoreSinkTest::wiped);
    }

    @Test
    void wipesTicketsThatTheStoreDoesNotTake() {
        var received = List.of(tls13(1), tls13(2));
        notes.full = true;
        assertThatIOException().isThrownBy(() -> sink.tickets(received)).withMessage("full");
        assertThat(received).allMatch(StoreSinkTest::wiped);
    }

    @Test
    void keepsTheNewestResponseAboutTheLeafWithEachSession() throws Exception {
        var asking =
                new StoreSink(notes, TestOrigins.PEER, leaf -> leaf.equals(TestOrigins.CHAIN.get(0)) ? RESPONSE : null);
        asking.tickets(List.of(tls13(1), tls13(2)));
        assertThat(notes.kept)
                .hasSize(2)
                .allMatch(session -> RESPONSE.equals(SessionAccess.inside().response(session)));
        asking.tickets(List.of(TestOrigins.tls13(3, List.of(), TestOrigins.NOW)));
        sink.tickets(List.of(tls13(4)));
        assertThat(notes.kept.subList(2, 4))
                .allMatch(session -> SessionAccess.inside().response(session) == null);
    }

    /** RFC 5246 section 7.2.2: the session of a connection that a fatal alert ends MUST NOT be resumed. */
    @Test
    void removesWhatAFailedConnectionReceivedAndNothingElse() throws Exception {
        sink.failed(true);
        assertThat(notes.unwanted).isEmpty();
        sink.tickets(List.of(tls13(1)));
        sink.tickets(List.of(tls13(2), tls13(3)));
        sink.failed(true);
        assertThat(notes.forgotten).isEmpty();
        var unwanted = notes.unwanted.get(0);
        assertThat(notes.kept).hasSize(3).allMatch(unwanted);
        try (var other = tls13(4)) {
            assertThat(unwanted.test(other)).isFalse();
        }
    }

    @Test
    void forgetsTheSessionOfferedWhenTheHandshakeFails() throws Exception {
        for (var offered : List.of(tls13(1), TestOrigins.tls12(1, true))) {
            sink.offered(offered);
            sink.failed(false);
        }
        assertThat(notes.forgotten).hasSize(2);
        assertThat(notes.unwanted).isEmpty();
    }

    /** After the handshake a session of TLS 1.3 is gone, and its companions have done nothing wrong. */
    @Test
    void forgetsAfterTheHandshakeOnlyASessionThatMayBeUsedAgain() throws Exception {
        sink.offered(tls13(1));
        sink.failed(true);
        assertThat(notes.forgotten).isEmpty();
        sink.offered(TestOrigins.tls12(1, true));
        sink.failed(true);
        assertThat(notes.forgotten).hasSize(1);
    }

    @Test
    void forgetsWhatTheServerRefusedIfAnythingWasOffered() throws Exception {
        sink.refused();
        assertThat(notes.forgotten).isEmpty();
        var offered = tls13(1);
        sink.offered(offered);
        sink.refused();
        assertThat(notes.forgotten).containsExactly(offered);
    }

    @Test
    void tellsOnceThatTheServerDidNotAnswer() throws Exception {
        sink.offered(tls13(1));
        sink.unanswered();
        sink.unanswered();
        assertThat(notes.seen).containsExactly(SessionStore.Observation.UNANSWERED_WITH_SESSION);
        assertThat(notes.unwanted).hasSize(1);
    }

    @Test
    void tellsWhatBecameOfAConnectionThatWentWithout() throws Exception {
        var without = new StoreSink(notes, TestOrigins.PEER);
        without.inDoubt();
        without.unanswered();
        sink.unanswered();
        assertThat(notes.seen).containsExactly(SessionStore.Observation.UNANSWERED_WITHOUT_SESSION);
        var established = new StoreSink(notes, TestOrigins.PEER);
        established.inDoubt();
        established.established();
        established.unanswered();
        new StoreSink(notes, TestOrigins.PEER).established();
        assertThat(notes.seen)
                .containsExactly(
                        SessionStore.Observation.UNANSWERED_WITHOUT_SESSION,
                        SessionStore.Observation.ESTABLISHED_WITHOUT_SESSION);
    }

    private static Session tls13(int value) {
        return TestOrigins.tls13(value, TestOrigins.CHAIN, TestOrigins.NOW);
    }

    private static boolean wiped(Session session) {
        try {
            SessionAccess.inside().data(session).secret().toArray();
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }
}
