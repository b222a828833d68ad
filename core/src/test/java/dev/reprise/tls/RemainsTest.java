package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.Remains.Form;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** What looks for remains finds them. */
class RemainsTest {
    private final byte[][] left = new byte[12][];

    @Test
    void findsNothingWhereEverythingIsWiped() throws Exception {
        assertThat(Remains.after(secret -> {
                    try (var whole = secret.secret(48);
                            var copy = whole.copy()) {
                        secret.bytes(32);
                        secret.own(copy.toArray());
                    }
                }))
                .isEmpty();
    }

    @Test
    void findsBytesWhereverTheyBegin() throws Exception {
        assertThat(Remains.after(secret -> {
                    for (int begin = 0; begin < left.length; begin++) {
                        left[begin] = new byte[64];
                        System.arraycopy(secret.bytes(40), begin, left[begin], begin, 40 - begin);
                    }
                }))
                .containsOnlyKeys(Form.BYTES)
                .hasEntrySatisfying(Form.BYTES, count -> assertThat(count).isGreaterThanOrEqualTo(left.length));
    }

    @Test
    void findsTextWhereverItBegins() throws Exception {
        assertThat(Remains.after(secret -> {
                    for (int begin = 0; begin < 3; begin++) {
                        var der = secret.own(new byte[begin + 22]);
                        System.arraycopy(secret.bytes(22), 0, der, begin, 22);
                        left[begin] = Base64.getEncoder().encode(der);
                    }
                }))
                .containsOnlyKeys(Form.BASE64)
                .hasEntrySatisfying(Form.BASE64, count -> assertThat(count).isGreaterThanOrEqualTo(3));
    }

    /** Ciphers and MACs of the JDK keep what they make of a key until they get another. */
    @Test
    void findsKeysThatTheJdkHasExpanded() throws Exception {
        var cipher = Cipher.getInstance("AES/ECB/NoPadding");
        var mac = Mac.getInstance("HmacSHA256");
        assertThat(Remains.after(secret -> {
                    try (var key = secret.secret(32)) {
                        cipher.init(Cipher.ENCRYPT_MODE, key.key("AES"));
                        mac.init(key.key("HmacSHA256"));
                    }
                }))
                .containsKeys(Form.WORDS, Form.INNER_PAD, Form.OUTER_PAD);
        assertThat(Remains.after(secret -> {
                    try (var key = secret.secret(32)) {
                        cipher.init(Cipher.ENCRYPT_MODE, key.key("AES"));
                        mac.init(key.key("HmacSHA256"));
                        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[32], "AES"));
                        mac.init(new SecretKeySpec(new byte[32], "HmacSHA256"));
                    }
                }))
                .isEmpty();
    }
}
