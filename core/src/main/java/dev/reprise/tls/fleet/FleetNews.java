package dev.reprise.tls.fleet;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells the listener and the log what has changed between two looks at a server's keys; never a secret. */
final class FleetNews {
    private final @Nullable FleetListener listener;
    private final Logger log = System.getLogger("dev.reprise.tls");
    private FleetMode mode = FleetMode.STARTING;
    private Map<String, FleetKeyStatus> keys = Map.of();
    private HashSet<String> refused = new HashSet<>();
    private Duration sinceLastRead = Duration.ZERO;
    private boolean answers;
    private boolean failed;

    FleetNews(@Nullable FleetListener listener) {
        this.listener = listener;
    }

    /** Tell what is new in this status. One caller at a time. */
    void tell(FleetStatus now) {
        tellOfStore(now);
        tellOfKeys(now);
        if (now.mode() != mode) {
            var before = mode;
            mode = now.mode();
            log.log(
                    mode == FleetMode.SHARED ? Level.INFO : Level.WARNING,
                    () -> "ticket keys: " + before + ", now " + mode);
            tell(heard -> heard.modeChanged(before, now.mode()));
        }
        var refusedBefore = refused;
        refused = new HashSet<>(now.refused());
        for (var what : refused) {
            if (!refusedBefore.contains(what)) {
                log.log(Level.WARNING, () -> "ticket keys: refused " + what);
                tell(heard -> heard.refused(what));
            }
        }
    }

    private void tellOfStore(FleetStatus now) {
        var failure = now.failure();
        if (failure.isPresent() && !failed) {
            log.log(Level.WARNING, () -> "ticket keys: the store fails: " + failure.get());
            tell(heard -> heard.storeFailed(failure.get()));
        }
        if (now.storeAnswers() && !answers) {
            var silence = sinceLastRead;
            log.log(
                    Level.INFO,
                    () -> "ticket keys: the store answers"
                            + (silence.isZero() ? "" : ", after " + silence.toSeconds() + " s of silence"));
            tell(heard -> heard.storeAnswered(silence));
        }
        failed = failure.isPresent();
        answers = now.storeAnswers();
        sinceLastRead = now.sinceLastRead().orElse(Duration.ZERO);
    }

    private void tellOfKeys(FleetStatus now) {
        var before = keys;
        keys = new HashMap<>();
        for (var key : now.keys()) {
            keys.put(key.id(), key);
            var known = before.get(key.id());
            if (known == null || known.state() != key.state() || known.outageStep() != key.outageStep()) {
                log.log(Level.DEBUG, () -> "ticket keys: revision " + key.revision() + " is " + key.state());
                tell(heard -> heard.keyChanged(key));
            }
        }
        before.forEach((id, key) -> {
            if (!keys.containsKey(id)) {
                log.log(Level.DEBUG, () -> "ticket keys: revision " + key.revision() + " is forgotten");
                tell(heard -> heard.keyForgotten(key));
            }
        });
    }

    private void tell(Consumer<FleetListener> news) {
        if (listener == null) {
            return;
        }
        try {
            news.accept(listener);
        } catch (RuntimeException e) {
            log.log(Level.WARNING, "a fleet listener failed", e);
        }
    }
}
