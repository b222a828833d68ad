package dev.reprise.tls.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.crypto.curve.EcdsaP256Signer;
import dev.reprise.tls.internal.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vectors of RFC 6979 appendix A.2.5 for P-256 with SHA-256. */
class EcdsaNoncesTest {
    private static final byte[] KEY = Bytes.ofHex("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721")
            .toArray();
    private static final byte[] NONE = {};

    @ParameterizedTest
    @CsvSource({
        "sample, a6e3c57dd01abe90086538398355dd4c3b17aa873382b0f24d6129493d8aad60,"
                + "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716,"
                + "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
        "test, d16b6ae827f17175e040871a1c7ec3500192c4c92677336ec2537acaee0008e0,"
                + "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367,"
                + "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083"
    })
    void signsAsRfc6979Does(String message, String k, String r, String s) throws Exception {
        var digest = digest(message);
        var nonce = new byte[32];
        try (var nonces = new EcdsaNonces(KEY, digest, NONE)) {
            nonces.next(nonce);
        }
        assertThat(Bytes.wrap(nonce)).isEqualTo(Bytes.ofHex(k));
        var signature = new byte[EcdsaP256Signer.BYTES];
        assertThat(EcdsaP256Signer.sign(KEY, nonce, digest, signature)).isTrue();
        // DER: a zero byte in front where the highest bit is set.
        var integers = "022100" + r + (s.charAt(0) < '8' ? "0220" : "022100") + s;
        assertThat(Bytes.wrap(EcdsaP256Signer.der(signature)))
                .isEqualTo(Bytes.ofHex("30%02x".formatted(integers.length() / 2) + integers));
    }

    @Test
    void dependsOnKeyDigestAndAdditionalData() throws Exception {
        var other = KEY.clone();
        other[31] ^= 1;
        var digest = digest("sample");
        var all = List.of(
                next(KEY, digest, NONE),
                next(KEY, digest, new byte[32]),
                next(KEY, digest, other),
                next(other, digest, NONE),
                next(KEY, digest("test"), NONE));
        assertThat(all).doesNotHaveDuplicates();
    }

    @Test
    void goesOnAfterACandidateThatDoesNotServe() throws Exception {
        var first = new byte[32];
        var second = new byte[32];
        try (var nonces = new EcdsaNonces(KEY, digest("sample"), NONE)) {
            nonces.next(first);
            nonces.next(second);
        }
        assertThat(first).isNotEqualTo(second);
    }

    private static Bytes next(byte[] key, byte[] digest, byte[] additional) {
        var nonce = new byte[32];
        try (var nonces = new EcdsaNonces(key, digest, additional)) {
            nonces.next(nonce);
        }
        return Bytes.wrap(nonce);
    }

    private static byte[] digest(String message) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(message.getBytes(StandardCharsets.US_ASCII));
    }
}
