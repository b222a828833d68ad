package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.reprise.tls.internal.engine.Engine;
import dev.reprise.tls.internal.engine.EngineLimits;
import dev.reprise.tls.internal.engine.TestSessions;
import dev.reprise.tls.internal.handshake.client.ClientOffer;
import dev.reprise.tls.internal.handshake.client.ClientStart;
import dev.reprise.tls.internal.record.SealingRules;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.wire.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientStartTest {
    @Test
    void wipesTheSessionOfAConnectionThatNeverBegins() throws Exception {
        SessionData data;
        try (var session = TestSessions.session(1)) {
            data = SessionData.parse(Bytes.wrap(session.toDer()));
        }
        var start = new ClientStart(
                TlsConfig.client().build().settings(), new ClientOffer(Pair.NAME, true, data, List.of()));
        try (var engine = Engine.client(start, EngineLimits.DEFAULT, SealingRules.DEFAULT)) {
            engine.closeOutput();
        }
        assertThatIllegalStateException().isThrownBy(() -> data.secret().toArray());
    }
}
