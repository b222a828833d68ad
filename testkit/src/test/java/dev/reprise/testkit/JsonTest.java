package dev.reprise.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void readsEveryKindOfValue() {
        var read = Json.object(
                " { \"text\" : \"a\\\"\\u0041\\n\", \"number\":-1.5e1, \"yes\":true, \"no\":false, \"none\":null,"
                        + " \"list\":[1, [], {}], \"map\":{\"k\":\"v\"} } ");
        assertThat(read)
                .containsEntry("text", "a\"A\n")
                .containsEntry("number", -15.0)
                .containsEntry("yes", true)
                .containsEntry("no", false)
                .containsEntry("none", null)
                .containsEntry("list", Arrays.asList(1.0, List.of(), Map.of()))
                .containsEntry("map", Map.of("k", "v"));
        assertThat(read.keySet()).first().isEqualTo("text");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{}x",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{\"a\":1,\"a\":2}",
                "{a:1}",
                "{\"a\":tru}",
                "{\"a\":\"\t\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":-}",
                "{\"a\":[1}"
            })
    void refusesWhatIsNoObject(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Json.object(text));
    }
}
