package dev.reprise.tls.internal.resumption;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.resumption.SessionOffer.Choice;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.session.Peer;
import dev.reprise.tls.session.Session;
import dev.reprise.tls.session.SessionStore;
import dev.reprise.tls.session.SessionStore.Verdict;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.NotOffered;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionOfferTest {
    private static final CipherSuite TLS_1_3 = CipherSuite.TLS_AES_128_GCM_SHA256;
    private static final CipherSuite TLS_1_2 = CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;
    private static final Instant NOW = TestOrigins.NOW;

    private final Shelf shelf = new Shelf();
    private Instant now = NOW;
    private List<CipherSuite> suites = List.of(TLS_1_3, TLS_1_2);
    private boolean withoutExtendedMasterSecret;
    private boolean trustForeign;
    private @Nullable Reason fault;
    private int verified;

    /** Shows its sessions in their order, and notes what is said of them. */
    private static final class Shelf implements SessionStore {
        final List<Session> sessions = new ArrayList<>();
        final List<Verdict> verdicts = new ArrayList<>();
        boolean inDoubt;
        boolean otherIdentity;

        @Nullable
        IOException failure;

        @Override
        public @Nullable Session take(Peer peer, Function<Session, Verdict> check) throws IOException {
            for (var session : sessions) {
                var verdict = check.apply(session);
                verdicts.add(verdict);
                if (verdict == Verdict.OFFER && failure == null) {
                    return session;
                }
            }
            if (failure != null) {
                throw failure;
            }
            return null;
        }

        @Override
        public boolean inDoubt(Peer peer) {
            return inDoubt;
        }

        @Override
        public boolean hasOtherIdentity(Peer peer) {
            return otherIdentity;
        }

        @Override
        public void put(Peer peer, Session session) {
            throw new AssertionError();
        }

        @Override
        public void forget(Peer peer, Session refused) {
            throw new AssertionError();
        }
    }

    @AfterEach
    void wipe() {
        shelf.sessions.forEach(Session::close);
    }

    @Test
    void offersTheFirstThatPasses() {
        shelf.sessions.add(tls13(1));
        shelf.sessions.add(tls13(2));
        var choice = choose();
        assertThat(choice.session()).isSameAs(shelf.sessions.get(0));
        assertThat(choice.notOffered()).isNull();
        assertThat(choice.storeFailure()).isNull();
        assertThat(shelf.verdicts).containsExactly(Verdict.OFFER);
        assertThat(verified).isEqualTo(1);
    }

    @Test
    void dropsWhatHasExpired() {
        shelf.sessions.add(tls13(1));
        now = NOW.plusSeconds(TestOrigins.LIFETIME);
        assertNotOffered(NotOffered.EXPIRED, Verdict.DROP);
        now = now.minusMillis(1);
        assertThat(choose().session()).isNotNull();
    }

    @Test
    void keepsWhatComesFromTheFutureByMoreThanTheSkew() {
        shelf.sessions.add(TestOrigins.tls13(1, TestOrigins.CHAIN, NOW.plusSeconds(SessionData.MAX_SKEW + 1)));
        assertNotOffered(NotOffered.FROM_THE_FUTURE, Verdict.KEEP);
        now = NOW.plusSeconds(1);
        assertThat(choose().session()).isNotNull();
    }

    @Test
    void keepsWhatTheConfigDoesNotSpeak() {
        shelf.sessions.add(tls13(1));
        suites = List.of(TLS_1_2);
        assertNotOffered(NotOffered.VERSION, Verdict.KEEP);
        suites = List.of(CipherSuite.TLS_AES_256_GCM_SHA384);
        assertNotOffered(NotOffered.SUITE, Verdict.KEEP);
        suites = List.of(CipherSuite.TLS_CHACHA20_POLY1305_SHA256);
        assertThat(choose().session()).as("another suite of the same hash").isNotNull();
    }

    /** RFC 7627 section 5.3. */
    @Test
    void keepsTls12SessionsWithoutExtendedMasterSecretUnlessTheyAreAllowed() {
        shelf.sessions.add(TestOrigins.tls12(1, false));
        assertNotOffered(NotOffered.EXTENDED_MASTER_SECRET, Verdict.KEEP);
        withoutExtendedMasterSecret = true;
        assertThat(choose().session()).isNotNull();
        withoutExtendedMasterSecret = false;
        shelf.sessions.set(0, TestOrigins.tls12(1, true));
        assertThat(choose().session()).isNotNull();
    }

    @Test
    void trustsForeignSessionsOnlyWhereThatIsSaid() throws Exception {
        shelf.sessions.add(TestOrigins.foreign(tls13(1)));
        fault = Reason.UNKNOWN_CERTIFICATE_AUTHORITY;
        assertNotOffered(NotOffered.UNVERIFIED, Verdict.KEEP);
        trustForeign = true;
        verified = 0;
        assertThat(choose().session()).isNotNull();
        assertThat(verified).isZero();
        shelf.sessions.set(0, tls13(1));
        assertNotOffered(NotOffered.UNVERIFIED, Verdict.KEEP);
    }

    @Test
    void dropsOwnSessionsWithoutAChainAndKeepsForeignOnes() throws Exception {
        shelf.sessions.add(TestOrigins.tls13(1, List.of(), NOW));
        assertNotOffered(NotOffered.UNVERIFIED, Verdict.DROP);
        shelf.sessions.set(0, TestOrigins.foreign(shelf.sessions.get(0)));
        assertNotOffered(NotOffered.UNVERIFIED, Verdict.KEEP);
        assertThat(verified).isZero();
    }

    @Test
    void tellsWhyAChainDoesNotPass() {
        shelf.sessions.add(tls13(1));
        fault = Reason.NAME_MISMATCH;
        assertNotOffered(NotOffered.NAME, Verdict.KEEP);
        fault = Reason.CERTIFICATE_EXPIRED;
        assertNotOffered(NotOffered.UNVERIFIED, Verdict.KEEP);
    }

    @Test
    void tellsTheObstacleOfTheFirst() {
        shelf.sessions.add(TestOrigins.tls12(1, false));
        shelf.sessions.add(TestOrigins.tls13(1, List.of(), NOW));
        assertThat(choose().notOffered()).isEqualTo(NotOffered.EXTENDED_MASTER_SECRET);
        assertThat(shelf.verdicts).containsExactly(Verdict.KEEP, Verdict.DROP);
    }

    @Test
    void tellsWhyThereIsNone() {
        assertThat(choose().notOffered()).isEqualTo(NotOffered.NONE);
        shelf.otherIdentity = true;
        assertThat(choose().notOffered()).isEqualTo(NotOffered.IDENTITY);
        shelf.inDoubt = true;
        assertThat(choose().notOffered()).isEqualTo(NotOffered.IN_DOUBT);
        shelf.inDoubt = false;
        shelf.sessions.add(TestOrigins.tls12(1, false));
        assertThat(choose().notOffered()).isEqualTo(NotOffered.EXTENDED_MASTER_SECRET);
        assertThat(SessionOffer.choose(rules(), null, TestOrigins.PEER, TestOrigins.NAME)
                        .notOffered())
                .isEqualTo(NotOffered.NO_STORE);
    }

    @Test
    void blamesTheStoreForASessionThatItDidNotHandOut() {
        shelf.failure = new IOException("disk full");
        assertThat(choose().notOffered()).isEqualTo(NotOffered.STORE);
        assertThat(choose().storeFailure()).isEqualTo("disk full");
        shelf.failure = new IOException();
        assertThat(choose().storeFailure()).isEqualTo("IOException");
        // What could not be dropped would not have been offered either.
        shelf.sessions.add(TestOrigins.tls13(1, List.of(), NOW));
        assertThat(choose().notOffered()).isEqualTo(NotOffered.UNVERIFIED);
        shelf.sessions.add(tls13(2));
        assertThat(choose().notOffered()).isEqualTo(NotOffered.STORE);
        shelf.sessions.add(TestOrigins.tls12(1, false));
        assertThat(choose().notOffered()).isEqualTo(NotOffered.STORE);
    }

    private void assertNotOffered(NotOffered why, Verdict verdict) {
        shelf.verdicts.clear();
        var choice = choose();
        assertThat(choice.session()).isNull();
        assertThat(choice.notOffered()).isEqualTo(why);
        assertThat(choice.chain()).isEmpty();
        assertThat(shelf.verdicts).containsExactly(verdict);
    }

    private Choice choose() {
        return SessionOffer.choose(rules(), shelf, TestOrigins.PEER, TestOrigins.NAME);
    }

    private OfferRules rules() {
        return new OfferRules(
                suites,
                withoutExtendedMasterSecret,
                trustForeign,
                (session, name) -> {
                    verified++;
                    assertThat(name).isEqualTo(TestOrigins.NAME);
                    if (fault != null) {
                        throw new ProtocolException(fault, "for this test");
                    }
                    return Optional.empty();
                },
                () -> now);
    }

    private static Session tls13(int value) {
        return TestOrigins.tls13(value, TestOrigins.CHAIN, NOW);
    }
}
