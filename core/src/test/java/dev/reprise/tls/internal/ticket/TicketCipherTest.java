package dev.reprise.tls.internal.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class TicketCipherTest {
    private static final KeyName NAME = KeyName.of(1);

    private final TicketCipher cipher = new TicketCipher(TicketFixture.key(1), new SecureRandom());

    @Test
    void isWipedOnlyWhenTheLastOperationEnds() {
        assertThat(cipher.enter()).isTrue();
        assertThat(cipher.enter()).isTrue();
        cipher.retire();
        assertThat(cipher.retired()).isTrue();
        assertThat(cipher.enter()).isFalse();
        cipher.leave();
        var ticket = cipher.seal(NAME, new byte[20]);
        assertThat(TicketCrafting.authentic(ticket, TicketFixture.key(1))).isTrue();
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
        assertThat(cipher.holds(TicketFixture.key(1))).isTrue();
        assertThat(cipher.holds(TicketFixture.key(2))).isFalse();
    }
}
