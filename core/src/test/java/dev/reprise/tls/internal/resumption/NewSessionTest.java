package dev.reprise.tls.internal.resumption;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.access.SessionAccess;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.Session;
import dev.reprise.tls.spec.CipherSuite;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NewSessionTest {
    private static final CipherSuite SUITE = CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;
    private static final SessionOrigin ORIGIN = TestOrigins.origin(SUITE, TestOrigins.CHAIN);
    private static final long NOW = TestOrigins.NOW.getEpochSecond();

    @ParameterizedTest
    @CsvSource({"0, 7200", "1, 1", "604800, 604800", "604801, 604800", "4294967295, 604800"})
    void livesAsLongAsTheHintSaysAndNoLongerThanSevenDays(long hint, long lifetime) {
        try (var session = renewed(hint, null)) {
            assertThat(data(session).time()).isEqualTo(NOW);
            assertThat(data(session).timeout()).isEqualTo(lifetime);
            assertThat(data(session).ticketLifetimeHint()).isEqualTo(hint);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 600", "599, 599", "600, 600", "601, 600"})
    void keepsTheEndOfTheFirstSessionWhenItIsRenewed(long hint, long lifetime) {
        try (var session = renewed(hint, new RenewalLimit(NOW - 100, 600))) {
            assertThat(data(session).time()).isEqualTo(NOW - 100);
            assertThat(data(session).timeout()).isEqualTo(lifetime);
        }
    }

    @Test
    void keepsTheServersOwnIdWhereThereIsNoTicket() {
        var id = Bytes.ofHex("11".repeat(32));
        try (var main = TestOrigins.secret(48);
                var session = NewSession.tls12(ORIGIN, id, main, false, TestOrigins.NOW)) {
            var data = data(session);
            assertThat(data.sessionId()).isEqualTo(id);
            assertThat(SessionIds.of(data)).isEqualTo(id);
            assertThat(data.ticket()).isEqualTo(Bytes.EMPTY);
            assertThat(data.time()).isEqualTo(NOW);
            assertThat(data.timeout()).isEqualTo(7200);
            assertThat(session.extendedMasterSecret()).isFalse();
        }
    }

    /** As OpenSSL makes it up: SHA-256 of the ticket. */
    @Test
    void makesUpAnIdForATicket() throws Exception {
        var ticket = TestOrigins.ticket(5, 1).ticket();
        var id = Bytes.wrap(MessageDigest.getInstance("SHA-256").digest(ticket.toArray()));
        assertThat(SessionIds.of(ticket)).isEqualTo(id);
        try (var tls12 = TestOrigins.tls12(5, true);
                var tls13 = TestOrigins.tls13(5, TestOrigins.CHAIN, TestOrigins.NOW)) {
            for (var session : List.of(tls12, tls13)) {
                assertThat(data(session).sessionId()).isEqualTo(id);
                assertThat(SessionIds.of(data(session))).isEqualTo(id);
            }
        }
    }

    @Test
    void tellsWhatTheConnectionWasAndNothingWhereNobodyKnows() {
        try (var known = renewed(1, null)) {
            assertThat(data(known).alpn()).isEqualTo(Bytes.ofHex("6832"));
            assertThat(data(known).keyExchangeGroup()).isEqualTo(29);
            assertThat(data(known).hostName()).isEqualTo(TestOrigins.NAME);
            assertThat(known.chain()).isEqualTo(TestOrigins.CHAIN);
        }
        try (var main = TestOrigins.secret(48);
                var session = NewSession.tls12(
                        new SessionOrigin(SUITE, null, null, null, List.of()),
                        Bytes.ofHex("01"),
                        main,
                        true,
                        TestOrigins.NOW)) {
            assertThat(data(session).alpn()).isNull();
            assertThat(data(session).keyExchangeGroup()).isZero();
            assertThat(data(session).hostName()).isNull();
            assertThat(session.chain()).isEmpty();
        }
    }

    private static Session renewed(long hint, @Nullable RenewalLimit limit) {
        try (var main = TestOrigins.secret(48)) {
            return NewSession.tls12(ORIGIN, TestOrigins.ticket(1, hint), main, true, limit, TestOrigins.NOW);
        }
    }

    private static SessionData data(Session session) {
        return SessionAccess.inside().data(session);
    }
}
