package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.engine.Engines;
import dev.reprise.tls.internal.resumption.SessionSink;
import dev.reprise.tls.session.RingClocks;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is written to the log, at which level. */
class AnnouncerTest {
    private final RingClocks clocks = new RingClocks();
    private final Recorder log = new Recorder(System.Logger.Level.DEBUG);

    @Test
    void logsHandshakesAndFailuresForDebugging() throws Exception {
        var client = Parties.client(clocks).build();
        Pair.of(Pair.engine(client, Pair.NAME), server(log)).handshake().close();
        assertThat(log.lines).hasSize(1);
        assertThat(log.lines.get(0)).startsWith("DEBUG handshake done: FULL").contains(Pair.NAME);
        log.lines.clear();

        Pair.of(Pair.engine(client, "example.com"), server(log)).run();
        assertThat(log.lines).hasSize(1);
        assertThat(log.lines.get(0)).startsWith("DEBUG connection failed").contains("bad_certificate");
    }

    @Test
    void asksForNoEventsWhenNobodyListens() throws Exception {
        var quiet = new Recorder(System.Logger.Level.INFO);
        assertThat(new Announcer(null, quiet).attentive()).isFalse();
        assertThat(new Announcer(null, log).attentive()).isTrue();
        assertThat(new Announcer(new ConnectionListener() {}, quiet).attentive())
                .isTrue();
        Pair.of(Pair.engine(Parties.client(clocks).build(), Pair.NAME), server(quiet))
                .handshake()
                .close();
        assertThat(quiet.lines).isEmpty();
    }

    @Test
    void warnsOfStoresAndListenersThatFail() {
        var quiet = new Recorder(System.Logger.Level.INFO);
        var announcer = new Announcer(
                new ConnectionListener() {
                    @Override
                    public void storeFailed(String message) {
                        throw new IllegalStateException("no");
                    }
                },
                quiet);
        announcer.storeFailed("the disk is full");
        assertThat(quiet.lines)
                .containsExactly("WARNING session store: the disk is full", "WARNING a connection listener failed");
    }

    private TlsEngine server(Recorder recorder) {
        var first = Parties.server(clocks).build().firstState();
        return new TlsEngine(Engines.server(first), SessionSink.NONE, new Announcer(null, recorder));
    }

    private static final class Recorder implements System.Logger {
        private final List<String> lines = new ArrayList<>();
        private final Level least;

        Recorder(Level least) {
            this.least = least;
        }

        @Override
        public String getName() {
            return "recorder";
        }

        @Override
        public boolean isLoggable(Level level) {
            return level.getSeverity() >= least.getSeverity();
        }

        @Override
        public void log(
                Level level, @Nullable ResourceBundle bundle, @Nullable String text, @Nullable Throwable thrown) {
            if (isLoggable(level)) {
                lines.add(level + " " + text);
            }
        }

        @Override
        public void log(Level level, @Nullable ResourceBundle bundle, @Nullable String format, Object... values) {
            if (isLoggable(level)) {
                lines.add(level + " " + MessageFormat.format(String.valueOf(format), values));
            }
        }
    }
}
