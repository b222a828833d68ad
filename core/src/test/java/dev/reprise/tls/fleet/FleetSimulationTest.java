package dev.reprise.tls.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.fleet.FleetSimulation.Faults;
import dev.reprise.tls.fleet.FleetSimulation.Plan;
import dev.reprise.tls.fleet.FleetSimulation.Result;
import java.time.Duration;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

/**
 * The protocol over days of simulated time. The figures of each run are printed. {@code -Dfleet.seeds=N} takes N times as
 * many seeds, {@code -Dtest.seed=N} begins with another one.
 */
class FleetSimulationTest {
    private static final long FIRST_SEED = Long.getLong("test.seed", 1);
    private static final int MORE = Integer.getInteger("fleet.seeds", 1);

    private static final FleetTimings TWO_HOURS = FleetTimings.of(Duration.ofHours(2));
    /** As many rotations in as many reads as the rules allow, which makes a seed cheap. */
    private static final FleetTimings BRISK = new FleetTimings(
            Duration.ofMinutes(40),
            Duration.ofMinutes(20),
            Duration.ofMinutes(5),
            Duration.ofSeconds(60),
            Duration.ofSeconds(20),
            Duration.ofSeconds(2),
            Duration.ofSeconds(300));

    private static final Faults OUTAGES =
            new Faults(Duration.ofHours(6), Duration.ofHours(20), 0.3, 0, 0.02, Duration.ZERO, Duration.ofHours(8));
    private static final Faults LOSSES =
            new Faults(Duration.ofHours(1), Duration.ofHours(5), 0.3, 0.3, 0.1, Duration.ZERO, Duration.ofHours(2));
    private static final Faults CUTS = new Faults(
            Duration.ofHours(1), Duration.ofHours(5), 0.3, 0.3, 0.1, Duration.ofHours(1), Duration.ofHours(2));

    @Test
    void losesNoResumptionInAMillionWithOutages() {
        var total = run("a million", 4, seed -> plan(seed, TWO_HOURS, TWO_HOURS.skew(), OUTAGES));
        assertThat(total.resumed).isGreaterThan(1_000_000);
        assertThat(total.sealedInOutage).as("the outage ratchet was at work").isPositive();
        assertThat(total.outages).isPositive();
        assertThat(total.lacking).isZero();
        assertThat(total.lost).isZero();
        assertThat(total.lostApart).isZero();
    }

    @Test
    void rotatesOnTimeAndLosesNothingWithoutFaults() {
        var total = run("no faults", 1, seed -> plan(seed, TWO_HOURS, TWO_HOURS.skew(), Faults.NONE));
        assertThat(total.newestRevision).as("one key an hour for 4 days").isBetween(90L, 97L);
        assertThat(total.sealedInOutage + total.sealedLocally).isZero();
        assertThat(total.lacking + total.lost + total.lostApart).isZero();
    }

    /** The store comes back empty or set back, answers to writes are lost, servers race and restart. */
    @Test
    void losesNothingOverAStoreThatLosesWhatItHad() {
        var total = run("a store that forgets", 400, seed -> small(seed, LOSSES));
        assertThat(total.lacking + total.lost + total.lostApart).isZero();
    }

    @Test
    void losesResumptionsOnlyAtServersThatWereCutOff() {
        var total = run("cut links", 400, seed -> small(seed, CUTS));
        assertThat(total.lacking + total.lost).isZero();
        assertThat(total.lostApart).as("those cut off lose some").isPositive();
    }

    /** What the figures above are worth: with clocks further apart than any time in the protocol, it does lose some. */
    @Test
    void losesResumptionsWithClocksFurtherApartThanAllowed() {
        var total = run("clocks 8 h apart", 1, seed -> plan(seed, TWO_HOURS, Duration.ofHours(8), OUTAGES));
        assertThat(total.lost).isPositive();
    }

    private static Plan plan(long seed, FleetTimings timings, Duration skew, Faults faults) {
        return new Plan(seed, 12, Duration.ofDays(4), timings, skew, 3000, faults);
    }

    private static Plan small(long seed, Faults faults) {
        return new Plan(seed, 4, Duration.ofHours(6), BRISK, BRISK.skew(), 300, faults);
    }

    private static Result run(String title, int seeds, LongFunction<Plan> plan) {
        var total = new Result();
        long began = System.nanoTime();
        for (long seed = FIRST_SEED; seed < FIRST_SEED + (long) seeds * MORE; seed++) {
            var result = new FleetSimulation(plan.apply(seed)).run();
            if (result.lacking + result.lost > 0) {
                System.out.println("-Dtest.seed=" + seed + ": " + result);
            }
            total.add(result);
        }
        System.out.printf("fleet simulation, %s, %.1f s: %s%n", title, (System.nanoTime() - began) / 1e9, total);
        return total;
    }
}
