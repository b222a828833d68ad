package dev.reprise.tls.internal.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class OffersTest {
    @Test
    void namesProtocolsByTheirTextAndOthersInHex() {
        assertThat(OfferText.protocols(List.of(ascii("h2"), Bytes.ofHex("8a8a"), ascii("a b"), ascii("http/1.1"))))
                .isEqualTo("h2, 0x8a8a, 0x612062, http/1.1");
    }

    @Test
    void namesNoMoreProtocolsThanATextHolds() {
        var long255 = Bytes.wrap("x".repeat(255).getBytes(StandardCharsets.US_ASCII));
        assertThat(OfferText.protocols(Collections.nCopies(255, long255)))
                .startsWith("x".repeat(24) + "…, x")
                .endsWith("… and more")
                .hasSizeLessThan(600);
        assertThat(OfferText.protocols(Collections.nCopies(255, Bytes.wrap(new byte[255]))))
                .hasSizeLessThan(1_200);
    }

    private static Bytes ascii(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
}
