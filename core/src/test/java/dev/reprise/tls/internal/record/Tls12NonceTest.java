package dev.reprise.tls.internal.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.wire.Bytes;
import org.junit.jupiter.api.Test;

class Tls12NonceTest {
    /** RFC 5246 section 6.2.3.3: sequence number, type, version and length, of which recorded handshakes show the low bytes. */
    @Test
    void writesEveryByteOfTheAdditionalData() {
        var aad = new byte[Tls12Nonce.AAD_LENGTH];
        var record = new byte[] {99, 23, 3, 4, 77};
        Tls12Nonce.additionalData(aad, 0x0123456789abcdefL, record, 1, 0x3fa7);
        assertThat(Bytes.wrap(aad)).isEqualTo(Bytes.ofHex("0123456789abcdef" + "170304" + "3fa7"));
        assertThat(Tls12Nonce.longAt(aad, 0)).isEqualTo(0x0123456789abcdefL);
        Tls12Nonce.putLong(-2, aad, 1);
        assertThat(Tls12Nonce.longAt(aad, 1)).isEqualTo(-2);
        assertThat(Bytes.wrap(aad)).isEqualTo(Bytes.ofHex("01fffffffffffffffe" + "0304" + "3fa7"));
    }
}
