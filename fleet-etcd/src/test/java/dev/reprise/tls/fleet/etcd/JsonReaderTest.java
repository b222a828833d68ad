package dev.reprise.tls.fleet.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
    private static final String ANSWER =
            "{\"header\":{\"revision\":\"7\",\"raft_term\":2.5e1},\"kvs\":[{\"value\":\"YQ==\"}],"
                    + "\"more\":false, \"none\" : null,\"text\":\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\",\"empty\":{},\"list\":[]}";

    @Test
    void readsWhatEtcdAnswers() throws IOException {
        var object = JsonReader.object(ANSWER);
        assertThat(object.get("header")).isEqualTo(Map.of("revision", "7", "raft_term", "2.5e1"));
        assertThat(object.get("kvs")).isEqualTo(List.of(Map.of("value", "YQ==")));
        assertThat(object.get("more")).isEqualTo(false);
        assertThat(object).containsEntry("none", null);
        assertThat(object.get("text")).isEqualTo("a\"\\/\b\f\n\r\té");
        assertThat(object.get("empty")).isEqualTo(Map.of());
        assertThat(object.get("list")).isEqualTo(List.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "[]",
                "{",
                "{}x",
                "{\"a\"}",
                "{\"a\":}",
                "{a:1}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u00g0\"}",
                "{\"a\":tru}",
                "{\"a\":1,}"
            })
    void refusesWhatIsNoObject(String text) {
        assertThatIOException().isThrownBy(() -> JsonReader.object(text));
    }

    @Test
    void refusesEveryPrefixAndTooDeepNesting() {
        for (int length = 0; length < ANSWER.length(); length++) {
            var prefix = ANSWER.substring(0, length);
            assertThatIOException().isThrownBy(() -> JsonReader.object(prefix));
        }
        assertThatIOException().isThrownBy(() -> JsonReader.object("{\"a\":" + "[".repeat(100_000)));
    }

    @Test
    void throwsOnlyIoExceptionForChangedText() {
        var random = new Random(Long.getLong("test.seed", 3));
        var letters = "{}[]\",:\\u0019eE+-.tfn \n";
        for (int round = 0; round < 50_000; round++) {
            var text = ANSWER.toCharArray();
            for (int changes = random.nextInt(4) + 1; changes > 0; changes--) {
                text[random.nextInt(text.length)] = letters.charAt(random.nextInt(letters.length()));
            }
            try {
                JsonReader.object(new String(Arrays.copyOf(text, random.nextInt(text.length + 1))));
            } catch (IOException expected) {
                assertThat(expected).isNotNull();
            }
        }
    }
}
