package dev.reprise.tls.internal.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.Reason;
import org.junit.jupiter.api.Test;

class IncomingTest {
    private final Incoming finished = new ReceivedMessage(new Finished(Bytes.EMPTY), Bytes.EMPTY);

    @Test
    void answersTheExpectedMessage() throws Exception {
        assertThat(finished.expect(Finished.class)).isEqualTo(new Finished(Bytes.EMPTY));
    }

    // RFC 9846 section 4: an unexpected order is unexpected_message.
    @Test
    void refusesAnotherMessageAndNamesBoth() {
        assertThat(Refusal.of(() -> finished.expect(ServerHello.class))).isEqualTo(Reason.UNEXPECTED_MESSAGE);
    }

    @Test
    void refusesChangeCipherSpec() {
        assertThat(Refusal.of(() -> new ChangeCipherSpec().expect(ServerHello.class)))
                .isEqualTo(Reason.UNEXPECTED_CHANGE_CIPHER_SPEC);
    }
}
