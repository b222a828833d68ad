package dev.reprise.tls.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TicketKeyTest {
    private static final byte[] KEY = SealedTickets.key(1);

    @Test
    void namesARevisionAsLibtlsDoes() {
        assertThat(new TicketKey(0x01020304, KEY, KeyRole.NEXT).name())
                .isEqualTo(HexFormat.of().parseHex("01020304000000000000000000000000"));
    }

    @ParameterizedTest
    @EnumSource(names = {"NEXT", "CURRENT", "PREVIOUS"})
    void tellsItsRole(KeyRole role) {
        assertThat(new TicketKey(1, KEY, role).role()).isEqualTo(role);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "0x1, 1",
        "2147483648, -2147483648",
        "4294967295, -1",
        "0xffffffff, -1",
        "0XFFFFFFFE, -2"
    })
    void readsRevisionsWithoutASign(String text, int revision) {
        assertThat(TicketKey.parseRevision(text)).isEqualTo(revision);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0x", "-1", "+1", "0x-1", "0x+1", "4294967296", "0x100000000", "ff", " 1", "1 ", "one"})
    void refusesOtherRevisions(String text) {
        assertThatThrownBy(() -> TicketKey.parseRevision(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("legal are 0 to 4294967295");
    }

    @Test
    void copiesNameAndKey() {
        var name = new byte[16];
        var key = KEY.clone();
        var ticketKey = new TicketKey(name, key, KeyRole.CURRENT);
        name[0] = 1;
        Arrays.fill(key, (byte) 0);
        ticketKey.name()[5] = 1;
        assertThat(ticketKey.name()).isEqualTo(new byte[16]);
        assertThat(ticketKey.placed().key().toArray()).isEqualTo(KEY);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 32, 47, 49, 80})
    void refusesAnotherAmountOfKey(int length) {
        var key = Arrays.copyOf(KEY, length);
        assertThatThrownBy(() -> new TicketKey(1, key, KeyRole.NEXT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("wrong amount of ticket key data");
    }

    @Test
    void refusesZerosAWrongNameAndAForgottenKey() {
        assertThatThrownBy(() -> new TicketKey(1, new byte[48], KeyRole.NEXT))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TicketKey(new byte[15], KEY, KeyRole.NEXT))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TicketKey(1, KEY, KeyRole.FORGOTTEN)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void neverPrintsTheKey() {
        assertThat(new TicketKey(7, KEY, KeyRole.CURRENT))
                .hasToString("TicketKey[00000007000000000000000000000000, current]");
    }

    @Test
    void holdsNothingAfterClosing() {
        var ticketKey = new TicketKey(7, KEY, KeyRole.CURRENT);
        ticketKey.close();
        assertThatThrownBy(() -> ticketKey.placed().key().toArray()).isInstanceOf(IllegalStateException.class);
    }
}
