package dev.reprise.cli.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeakKeysTest {
    private static byte[] sealed(String algorithm, byte[] key) throws Exception {
        var body = new byte[160];
        new Random(3).nextBytes(body);
        var mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(key, algorithm));
        var code = mac.doFinal(body);
        var ticket = Arrays.copyOf(body, body.length + code.length);
        System.arraycopy(code, 0, ticket, body.length, code.length);
        return ticket;
    }

    @ParameterizedTest
    @CsvSource({"HmacSHA256, 16, 0", "HmacSHA256, 32, 0", "HmacSHA1, 16, 0", "HmacSHA256, 16, 255", "HmacSHA256, 32, 65"
    })
    void knowsAKeyThatAnybodyCanGuess(String algorithm, int length, int value) throws Exception {
        var key = new byte[length];
        Arrays.fill(key, (byte) value);

        assertThat(WeakKeys.opens(sealed(algorithm, key))).isNotNull().contains("0x%02x".formatted(value));
    }

    @Test
    void takesNoOtherKeyForWeak() throws Exception {
        var key = new byte[16];
        new Random(4).nextBytes(key);

        assertThat(WeakKeys.opens(sealed("HmacSHA256", key))).isNull();
        assertThat(WeakKeys.opens(new byte[0])).isNull();
        assertThat(WeakKeys.opens(new byte[20])).isNull();
    }
}
