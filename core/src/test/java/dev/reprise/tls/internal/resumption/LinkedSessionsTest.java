package dev.reprise.tls.internal.resumption;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.session.Session;
import dev.reprise.tls.session.SessionStore.Verdict;
import dev.reprise.tls.spec.Clocks;
import org.junit.jupiter.api.Test;

class LinkedSessionsTest {
    private final LinkedSessions sessions = new LinkedSessions(new Clocks(() -> TestOrigins.NOW, () -> 0));

    @Test
    void losesOfRefusedSessionsThatOneAlone() {
        put(1);
        put(2);
        try (var second = tls12(2)) {
            sessions.forget(TestOrigins.PEER, second);
        }
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void losesWhatAFailedConnectionReceived() {
        put(1);
        put(2);
        try (var first = tls12(1)) {
            sessions.remove(TestOrigins.PEER, first::equals);
        }
        assertThat(count()).isEqualTo(1);
        sessions.remove(TestOrigins.PEER, session -> true);
        assertThat(count()).isZero();
    }

    @Test
    void keepsNothingOnceClosed() {
        put(1);
        sessions.close(TestOrigins.PEER);
        assertThat(count()).isZero();
        put(2);
        assertThat(count()).isZero();
    }

    private void put(int value) {
        try (var session = tls12(value)) {
            sessions.put(TestOrigins.PEER, session);
        }
    }

    private int count() {
        var seen = new int[1];
        sessions.take(TestOrigins.PEER, session -> {
            seen[0]++;
            return Verdict.KEEP;
        });
        return seen[0];
    }

    private static Session tls12(int value) {
        return TestOrigins.tls12(value, true);
    }
}
