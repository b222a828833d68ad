package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.message.HandshakeType;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.spec.AlertDescription;
import dev.reprise.tls.spec.ProtocolException;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** RFC 9846 section 4: a message out of order is one, whatever its body is. */
class FirstMessageTest {
    private static final int ALERT = 21;

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "CLIENT_HELLO")
    void refusesEveryOtherEmptyMessageAsUnexpected(HandshakeType type) {
        assertThat(alertFor(type)).isEqualTo(AlertDescription.UNEXPECTED_MESSAGE);
    }

    @ParameterizedTest
    @EnumSource(names = "CLIENT_HELLO")
    void refusesAnEmptyClientHelloForItsBody(HandshakeType type) {
        assertThat(alertFor(type)).isEqualTo(AlertDescription.DECODE_ERROR);
    }

    /** Send a message without a body as the first bytes; return the alert that comes out, which is that of the exception. */
    private static AlertDescription alertFor(HandshakeType type) {
        try (var engine = Parties.server(new RingClocks()).build().engine()) {
            var end = new End(engine);
            end.arrive(new byte[] {22, 3, 1, 0, 4, (byte) type.code(), 0, 0, 0}, 0, 9);
            end.consume();
            end.produce();
            assertThat(end.failure()).isInstanceOf(ProtocolException.class);
            var alert = ByteBuffer.wrap(end.nextRecord());
            var expected = ((ProtocolException) end.failure()).alert();
            assertThat(alert.get(0)).isEqualTo((byte) ALERT);
            assertThat(alert.get(6)).isEqualTo((byte) expected.code());
            return expected;
        }
    }
}
