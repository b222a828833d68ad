package dev.reprise.tls.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class TicketCipherTest {
    private static final RingKey.Name NAME = RingKey.Name.of(1);

    private final TicketCipher cipher = new TicketCipher(TicketKeyRingTest.key(1), new SecureRandom());

    @Test
    void isWipedOnlyWhenTheLastOperationEnds() {
        assertThat(cipher.enter()).isTrue();
        assertThat(cipher.enter()).isTrue();
        cipher.retire();
        assertThat(cipher.retired()).isTrue();
        assertThat(cipher.enter()).isFalse();
        cipher.leave();
        var ticket = cipher.seal(NAME, new byte[20]);
        assertThat(TicketCrafting.authentic(ticket, TicketKeyRingTest.key(1))).isTrue();
        cipher.leave();
        assertThatThrownBy(() -> cipher.seal(NAME, new byte[20])).isInstanceOf(IllegalStateException.class);
        assertThat(cipher.enter()).isFalse();
    }

    @Test
    void isWipedAtOnceWhenNothingUsesIt() {
        cipher.seal(NAME, new byte[20]);
        cipher.retire();
        cipher.retire();
        assertThatThrownBy(() -> cipher.seal(NAME, new byte[20])).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void knowsItsKeyAgainAfterItWasWiped() {
        cipher.retire();
        assertThat(cipher.holds(TicketKeyRingTest.key(1))).isTrue();
        assertThat(cipher.holds(TicketKeyRingTest.key(2))).isFalse();
    }
}
