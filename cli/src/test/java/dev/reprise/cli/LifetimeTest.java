package dev.reprise.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class LifetimeTest {
    @ParameterizedTest
    @CsvSource({"2h, 7200", "90m, 5400", "30s, 30", "86400, 86400", "0, 0", "-1, -1", "9999999999h, 35999999996400"})
    void takesHoursMinutesAndSeconds(String text, long seconds) {
        assertThat(new Lifetime().convert(text)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void takesMilliseconds() {
        assertThat(new Lifetime().convert("300ms")).isEqualTo(Duration.ofMillis(300));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "h", "2 h", "2H", "1d", "1.5h", "2h30m", "٢h", "99999999999", "--1", "1\n"})
    void refusesAnythingElse(String text) {
        assertThatThrownBy(() -> new Lifetime().convert(text)).isInstanceOf(TypeConversionException.class);
    }
}
