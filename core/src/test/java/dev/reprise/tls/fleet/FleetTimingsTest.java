package dev.reprise.tls.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FleetTimingsTest {
    @Test
    void derivesTimesForTwoHours() {
        var timings = FleetTimings.of(Duration.ofHours(2));
        assertThat(timings.rotation()).isEqualTo(Duration.ofHours(1));
        assertThat(timings.lead()).isEqualTo(Duration.ofMinutes(15));
        assertThat(timings.settle()).isEqualTo(Duration.ofSeconds(60));
        assertThat(timings.poll()).isEqualTo(Duration.ofSeconds(20));
        assertThat(timings.timeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(timings.skew()).isEqualTo(Duration.ofSeconds(300));
        assertThat(timings.outageAfter()).isEqualTo(Duration.ofMinutes(135));
        assertThat(timings.horizon()).isEqualTo(Duration.ofHours(7 * 24 - 2));
    }

    @Test
    void derivesTimesForADay() {
        var timings = FleetTimings.of(Duration.ofHours(24));
        assertThat(timings.rotation()).isEqualTo(Duration.ofHours(12));
        assertThat(timings.lead()).isEqualTo(Duration.ofHours(3));
        assertThat(timings.outageAfter()).isEqualTo(Duration.ofHours(27));
    }

    /** The session lifetime may be short, and then all times are. */
    @ParameterizedTest
    @ValueSource(ints = {12, 13, 16, 30, 60, 97, 240, 600, 3599, 7200, 86_400})
    void fitsTimesIntoEveryLifetime(int seconds) {
        var timings = FleetTimings.of(Duration.ofSeconds(seconds));
        assertThat(timings.lead().plus(timings.settle().multipliedBy(2))).isLessThanOrEqualTo(timings.rotation());
        assertThat(timings.lead()).isGreaterThanOrEqualTo(timings.settle().multipliedBy(3));
        assertThat(timings.horizon()).isGreaterThan(timings.outageAfter());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 4, 11, 86_401})
    void refusesLifetimesThatLeaveNoTime(int seconds) {
        assertThatIllegalArgumentException().isThrownBy(() -> FleetTimings.of(Duration.ofSeconds(seconds)));
    }

    @Test
    void takesTheTimesOfTheDemonstration() {
        var timings = timings(16_000, 8_000, 3_000, 1_000, 300, 100, 2_000);
        assertThat(timings.outageAfter()).isEqualTo(Duration.ofSeconds(19));
    }

    @Test
    void refusesTimesThatDoNotFitTogether() {
        refused(() -> timings(16_000, 8_000, 2_900, 1_000, 300, 100, 2_000), "lead");
        refused(() -> timings(16_000, 8_000, 6_001, 1_000, 300, 100, 2_000), "rotation");
        refused(() -> timings(16_000, 8_000, 3_000, 1_000, 300, 150, 2_000), "two reads");
        refused(() -> timings(16_000, 8_000, 3_000, 1_000, 300, 100, 8_001), "skew");
        refused(() -> timings(86_400_000, 7_000, 3_000, 1_000, 300, 100, 2_000), "rotations");
        refused(() -> timings(16_000, 8_000, 3_000, 1_000, 300, 100, -1), "negative");
        refused(() -> timings(16_000, 8_000, 3_000, 1_000, 300, 0, 0), "timeout");
    }

    private static void refused(Supplier<FleetTimings> timings, String word) {
        assertThatIllegalArgumentException().isThrownBy(() -> timings.get()).withMessageContaining(word);
    }

    private static FleetTimings timings(long... millis) {
        return new FleetTimings(
                Duration.ofMillis(millis[0]),
                Duration.ofMillis(millis[1]),
                Duration.ofMillis(millis[2]),
                Duration.ofMillis(millis[3]),
                Duration.ofMillis(millis[4]),
                Duration.ofMillis(millis[5]),
                Duration.ofMillis(millis[6]));
    }
}
