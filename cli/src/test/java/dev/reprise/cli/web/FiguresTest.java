package dev.reprise.cli.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.session.KeyRole;
import dev.reprise.tls.session.KeyStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {
    private long now = 1_000;
    private final Figures figures = new Figures(() -> now);

    @Test
    void keepsTenMinutesInSlicesAndTotalsForEver() {
        figures.failed();
        now += Figures.SLICE_SECONDS;
        figures.failed();
        figures.failed();

        var slices = figures.snapshot().slices();
        assertThat(slices).hasSize(Figures.SLICES);
        assertThat(slices.getLast().failed()).isEqualTo(2);
        assertThat(slices.get(Figures.SLICES - 2).failed()).isEqualTo(1);

        now += (Figures.SLICES - 1) * Figures.SLICE_SECONDS;
        assertThat(figures.snapshot().slices().getFirst().failed()).isEqualTo(2);
        now += 10L * Figures.SLICES * Figures.SLICE_SECONDS;
        assertThat(figures.snapshot().slices()).allMatch(Counts.NONE::equals);
        assertThat(figures.snapshot().totals().failed()).isEqualTo(3);
    }

    @Test
    void remembersWhatKeysWereGoodForAlsoWhenTheyAreGone() {
        var history = new KeyHistory();
        history.look(List.of(status(1, KeyRole.CURRENT, 5)), 100);
        history.look(List.of(status(2, KeyRole.CURRENT, 0), status(1, KeyRole.PREVIOUS, 15)), 110);
        history.look(List.of(status(2, KeyRole.CURRENT, 10)), 120);

        var lives = history.lives();
        assertThat(lives.get(0).spans()).containsExactly(new KeyHistory.Span(KeyRole.CURRENT, 110, 120));
        assertThat(lives.get(1).spans())
                .containsExactly(
                        new KeyHistory.Span(KeyRole.CURRENT, 95, 110),
                        new KeyHistory.Span(KeyRole.PREVIOUS, 110, 120),
                        new KeyHistory.Span(KeyRole.FORGOTTEN, 120, 120));
    }

    @Test
    void keepsABoundedNumberOfKeys() {
        var history = new KeyHistory();
        for (int revision = 0; revision < 1_000; revision++) {
            history.look(List.of(status(revision, KeyRole.CURRENT, 0)), revision);
        }
        assertThat(history.lives())
                .hasSize(12)
                .first()
                .extracting(KeyHistory.Life::revision)
                .isEqualTo(999);
    }

    private static KeyStatus status(int revision, KeyRole role, long age) {
        return new KeyStatus(revision, "%032x".formatted(revision), role, Duration.ofSeconds(age));
    }

    @Test
    void escapesWhatPeersSay() {
        assertThat(new Html().text("<script>\u202e\"'&").toString()).isEqualTo("&lt;script&gt;\\u202e&quot;&#39;&amp;");
    }
}
