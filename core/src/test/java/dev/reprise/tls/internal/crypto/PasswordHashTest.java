package dev.reprise.tls.internal.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.tls.internal.wire.Bytes;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys from passwords: RFC 6070, and sections 11 and 12 of RFC 7914. */
class PasswordHashTest {
    @ParameterizedTest
    @CsvSource({
        "HmacSHA1, password, salt, 1, 0c60c80f961f0e71f3a9b524af6012062fe037a6",
        "HmacSHA1, password, salt, 2, ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957",
        "HmacSHA1, password, salt, 4096, 4b007901b765489abead49d926f721d065a429c1",
        "HmacSHA1, passwordPASSWORDpassword, saltSALTsaltSALTsaltSALTsaltSALTsalt, 4096,"
                + " 3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038",
        "HmacSHA256, passwd, salt, 1, 55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
                + "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783",
    })
    void derivesAsThePublishedVectors(String hmac, String password, String salt, int iterations, String key)
            throws GeneralSecurityException {
        try (var secret = secret(password);
                var derived = Pbkdf2.derive(hmac, secret, bytes(salt), iterations, key.length() / 2)) {
            assertThat(Bytes.wrap(derived.toArray())).hasToString(key);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', 16, 1, 1, 77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906",
        "password, NaCl, 1024, 8, 16, fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640",
        "pleaseletmein, SodiumChloride, 16384, 8, 1, 7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887",
    })
    void derivesByScryptAsThePublishedVectors(String password, String salt, int n, int r, int p, String key)
            throws GeneralSecurityException {
        try (var secret = secret(password);
                var derived = Scrypt.derive(secret, bytes(salt), n, r, p, 64)) {
            assertThat(Bytes.wrap(derived.toArray())).hasToString(key);
        }
    }

    @Test
    void refusesParametersScryptCannotHave() {
        try (var secret = secret("x")) {
            for (int[] parameters : new int[][] {{1, 1, 1}, {3, 1, 1}, {0, 1, 1}, {-2, 1, 1}, {2, 0, 1}, {2, 1, 0}}) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() ->
                                Scrypt.derive(secret, Bytes.EMPTY, parameters[0], parameters[1], parameters[2], 16));
            }
        }
    }

    private static Secret secret(String password) {
        return Secret.take(password.getBytes(US_ASCII));
    }

    private static Bytes bytes(String text) {
        return Bytes.wrap(text.getBytes(US_ASCII));
    }
}
