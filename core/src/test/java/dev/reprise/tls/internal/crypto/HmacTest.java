package dev.reprise.tls.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.spec.HashAlgorithm;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 4231's test cases, and the same answers as the JDK's Mac whatever the lengths. */
class HmacTest {
    private static final long SEED = Long.getLong("test.seed", 2104);

    // RFC 4231 sections 4.3 and 4.7: a short key, and one that is longer than a block.
    @Test
    void computesThePublishedValues() {
        var jefe = "Jefe".getBytes(StandardCharsets.US_ASCII);
        var question = "what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII);
        assertThat(hmac(HashAlgorithm.SHA256, jefe, question))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        assertThat(hmac(HashAlgorithm.SHA384, jefe, question))
                .isEqualTo(
                        "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649");
        var longKey = new byte[131];
        Arrays.fill(longKey, (byte) 0xaa);
        var larger = "Test Using Larger Than Block-Size Key - Hash Key First".getBytes(StandardCharsets.US_ASCII);
        assertThat(hmac(HashAlgorithm.SHA256, longKey, larger))
                .isEqualTo("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
        assertThat(hmac(HashAlgorithm.SHA384, longKey, larger))
                .isEqualTo(
                        "4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c60c2ef6ab4030fe8296248df163f44952");
    }

    private static String hmac(HashAlgorithm hash, byte[] key, byte[] data) {
        try (var hmac = Hmac.of(hash);
                var secret = Secret.copyOf(key)) {
            hmac.key(secret);
            var mac = HexFormat.of().formatHex(hmac.finish(data));
            hmac.keyForSeveral(secret);
            assertThat(HexFormat.of().formatHex(hmac.finish(data))).isEqualTo(mac);
            return mac;
        }
    }

    @ParameterizedTest
    @CsvSource({"SHA256, false", "SHA256, true", "SHA384, false", "SHA384, true"})
    void agreesWithTheJdk(HashAlgorithm hash, boolean several) throws Exception {
        var random = new Random(SEED);
        var jdk = Mac.getInstance(hash.hmacName());
        for (int i = 0; i < 500; i++) {
            var key = new byte[1 + random.nextInt(200)];
            random.nextBytes(key);
            jdk.init(new SecretKeySpec(key, hash.hmacName()));
            try (var hmac = Hmac.of(hash);
                    var secret = Secret.copyOf(key)) {
                if (several) {
                    hmac.keyForSeveral(secret);
                } else {
                    hmac.key(secret);
                }
                // The key stays for what follows.
                for (int message = 0; message < 3; message++) {
                    var data = new byte[random.nextInt(300)];
                    random.nextBytes(data);
                    int cut = random.nextInt(data.length + 1);
                    hmac.update(data, 0, cut);
                    hmac.update(data, cut, data.length - cut);
                    var out = new byte[hash.length() + 5];
                    hmac.finish(out, 5);
                    var expected = jdk.doFinal(data);
                    assertThat(Arrays.copyOfRange(out, 5, out.length))
                            .as("-Dtest.seed=" + SEED + ", case " + i)
                            .isEqualTo(expected);
                    int part = random.nextInt(hash.length() + 5);
                    var begin = new byte[part + 7];
                    hmac.update(data, 0, data.length);
                    hmac.finish(begin, 1, part);
                    int whole = Math.min(part, hash.length());
                    assertThat(Arrays.copyOfRange(begin, 1, 1 + whole)).isEqualTo(Arrays.copyOf(expected, whole));
                    assertThat(Arrays.copyOfRange(begin, 1 + whole, begin.length))
                            .as("beyond")
                            .containsOnly(0);
                }
                hmac.update(key, 0, key.length); // Is given back in the middle of something.
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"SHA256, false", "SHA256, true", "SHA384, false", "SHA384, true"})
    void keepsNoSecretInThePool(HashAlgorithm hash, boolean several) throws Exception {
        var jdk = Mac.getInstance(hash.hmacName());
        jdk.init(new SecretKeySpec(new byte[hash.length()], hash.hmacName()));
        var hmac = Hmac.of(hash);
        try (var secret = Secret.copyOf(new byte[] {1, 2, 3})) {
            if (several) {
                hmac.keyForSeveral(secret);
            } else {
                hmac.key(secret);
            }
        }
        hmac.update(new byte[] {4, 5}, 0, 2);
        hmac.close();
        // What is left in the object is the key of zeros, and nothing of what was fed.
        assertThat(hmac.finish(new byte[] {6})).isEqualTo(jdk.doFinal(new byte[] {6}));
    }
}
