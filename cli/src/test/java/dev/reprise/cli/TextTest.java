package dev.reprise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTest {
    @Test
    void showsControlCharactersInsteadOfSendingThem() {
        assertThat(Text.printable("a\nb\u001b[31m\u0085\u202e\ud800z"))
                .isEqualTo("a\\u000ab\\u001b[31m\\u0085\\u202e\\ud800z");
    }

    @Test
    void leavesOrdinaryTextAlone() {
        assertThat(Text.printable("CN=Zoë, O=日本 \ud83d\ude00")).isEqualTo("CN=Zoë, O=日本 \ud83d\ude00");
    }

    @Test
    void quotesJsonStrings() {
        assertThat(Text.json("a\"b\\c\td/é")).isEqualTo("\"a\\\"b\\\\c\\u0009d/é\"");
        assertThat(Text.json("")).isEqualTo("\"\"");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "h2,h2",
                "127.0.0.1:80,127.0.0.1:80",
                "unknown key,`\"unknown key\"`",
                "a=b,`\"a=b\"`",
                "é,`\"é\"`",
                "``,`\"\"`"
            })
    void quotesLogValuesOnlyWhereNeeded(String value, String expected) {
        assertThat(Text.logValue(value)).isEqualTo(expected);
    }
}
