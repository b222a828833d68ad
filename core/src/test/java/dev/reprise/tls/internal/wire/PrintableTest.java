package dev.reprise.tls.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
    private static final long SEED = Long.getLong("test.seed", 20260101);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n",
                "\r",
                "\0",
                "\u001b",
                "\u007f",
                "\u0085", // controls
                "\u2028",
                "\u2029", // line and paragraph separators
                "\u202e",
                "\u2066",
                "\u200b",
                "\ufeff",
                "\u00ad", // what reorders and what hides
                "\ue000",
                "\udbff\udffd", // private use
                "\ud800",
                "\udc00", // halves of a pair
                "\u00a0",
                "\u3000", // blanks that are none
                "\u0378" // not assigned
            })
    void escapesWhatIsNoVisibleCharacter(String unsafe) {
        assertThat(Printable.of("a" + unsafe + "b")).matches("a(\\\\u[0-9a-f]{4}){1,2}b");
    }

    @Test
    void leavesVisibleTextAlone() {
        var text = "CN=B\u00fccher \u65e5\u672c \ud83d\udd12, O=\"x\\,y\"";
        assertThat(Printable.of(text)).isEqualTo(text);
        assertThat(Printable.of(null)).isEqualTo("null");
    }

    @Test
    void cutsWhatIsTooLongAndSaysSo() {
        assertThat(Printable.of("x".repeat(200))).isEqualTo("x".repeat(200));
        assertThat(Printable.of("x".repeat(201))).isEqualTo("x".repeat(197) + "...");
        assertThat(Printable.of("\n".repeat(3), 12)).isEqualTo("\\u000a...");
        assertThat(Printable.of("\n".repeat(2), 12)).isEqualTo("\\u000a\\u000a");
        assertThatIllegalArgumentException().isThrownBy(() -> Printable.of("", 2));
    }

    @Test
    void isPrintableAndBoundedWhateverTheText() {
        var random = new Random(SEED);
        for (int round = 0; round < 2_000; round++) {
            var text = new StringBuilder();
            for (int i = random.nextInt(80); i > 0; i--) {
                text.append((char) random.nextInt(0x10000));
            }
            int max = 3 + random.nextInt(100);
            var safe = Printable.of(text, max);
            assertThat(safe.length()).as("-Dtest.seed=%d", SEED).isLessThanOrEqualTo(max);
            assertThat(Printable.of(safe, max)).as("-Dtest.seed=%d", SEED).isEqualTo(safe);
        }
    }
}
