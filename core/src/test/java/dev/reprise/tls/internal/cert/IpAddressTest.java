package dev.reprise.tls.internal.cert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
    private static final long SEED = Long.getLong("test.seed", 20260101);

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 00000000",
        "127.0.0.1, 7f000001",
        "255.255.255.255, ffffffff",
        "::, 00000000000000000000000000000000",
        "::1, 00000000000000000000000000000001",
        "1::, 00010000000000000000000000000000",
        "2001:db8::8:800:200C:417A, 20010db80000000000080800200c417a",
        "2001:0db8:0:0:8:800:200c:417a, 20010db80000000000080800200c417a",
        "1:2:3:4:5:6:7::, 00010002000300040005000600070000",
        "::2:3:4:5:6:7:8, 00000002000300040005000600070008",
        "::ffff:1.2.3.4, 00000000000000000000ffff01020304",
        "1:2:3:4:5:6:1.2.3.4, 00010002000300040005000601020304",
        "64:ff9b::1.2.3.4, 0064ff9b000000000000000001020304",
        "fe80::1%eth0, fe800000000000000000000000000001",
    })
    void readsLiterals(String text, String hex) {
        var address = IpAddress.parse(text);
        assertThat(address).isEqualTo(HexFormat.of().parseHex(hex));
        assertThat(NameCheck.isIpLiteral(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "1",
                "1.2",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.",
                ".1.2.3",
                "1..2.3",
                "256.1.1.1",
                "1.2.3.04",
                "01.2.3.4",
                "0x7f.0.0.1",
                "1.2.3.4 ",
                " 1.2.3.4",
                "1.2.3.-4",
                "1.2.3.+4",
                "1.2.3.\u0664",
                "localhost",
                "a.b.c.d",
                ":",
                ":::",
                "1:",
                ":1",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1::2::3",
                "1:2:3:4::5:6:7:8",
                "12345::",
                "g::",
                "::1.2.3",
                "1.2.3.4::",
                "1.2.3.4:1:2:3:4:5:6",
                "1:2:3:4:5:6:7:1.2.3.4",
                "::1.2.3.4:5",
                "[::1]",
                "::1]",
                "-1::",
            })
    void refusesWhatIsNoLiteral(String text) {
        assertThat(NameCheck.isIpLiteral(text)).isFalse();
    }

    @Test
    void survivesRandomTexts() {
        var random = new Random(SEED);
        var letters = "0123456789abcdefg:::...%[] ";
        for (int round = 0; round < 50_000; round++) {
            var text = new StringBuilder();
            for (int length = random.nextInt(24); length > 0; length--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            var address = IpAddress.parse(text.toString());
            if (address != null) {
                assertThat(address.length).as("%s, -Dtest.seed=%d", text, SEED).isIn(4, 16);
            }
        }
    }
}
