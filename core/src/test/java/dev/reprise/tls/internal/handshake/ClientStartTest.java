package dev.reprise.tls.internal.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.reprise.tls.internal.engine.Engine;
import dev.reprise.tls.internal.engine.Engines;
import dev.reprise.tls.internal.engine.TestSessions;
import dev.reprise.tls.internal.handshake.client.ClientSettings;
import dev.reprise.tls.internal.handshake.client.ClientStart;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.NamedGroup;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ClientStartTest {
    private final SessionData data = session();
    private boolean asked;

    private static SessionData session() {
        try (var session = TestSessions.session(1)) {
            return SessionData.parse(Bytes.wrap(session.toDer()));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void takesNoSessionForAConnectionThatNeverBegins() {
        try (var engine = engine()) {
            engine.closeOutput();
        }
        assertThat(asked).isFalse();
    }

    @Test
    void wipesTheSessionWhenBeginningFails() {
        try (var engine = engine()) {
            Objects.requireNonNull(engine.task()).run();
            assertThat(asked).isTrue();
            assertThat(engine.failure()).hasRootCauseMessage("no key shares");
        }
        assertThatIllegalStateException().isThrownBy(() -> data.secret().toArray());
    }

    private Engine engine() {
        var shared = Settings.shared(
                group -> {
                    throw new IllegalStateException("no key shares");
                },
                new FixedRandom(),
                new RingClocks().clocks());
        var decisions = Settings.client(
                () -> {
                    asked = true;
                    return data;
                },
                null);
        var settings = new ClientSettings(
                shared,
                Settings.terms(List.of(CipherSuite.TLS_AES_128_GCM_SHA256), List.of(NamedGroup.X25519)),
                decisions,
                null,
                false,
                false);
        return Engines.client(new ClientStart(settings, Settings.target()));
    }
}
