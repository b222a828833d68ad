package dev.reprise.tls.session;

import dev.reprise.tls.session.SessionStore.Observation;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether a stored session may be what its server chokes on; those in doubt are not handed out. */
enum Suspicion {
    /** Nothing speaks against it. */
    NONE,
    /** A connection that offered one of its companions ended unanswered. */
    SUSPECTED,
    /** So did the next, which offered none: the server is down, and its sessions wait until it is back. */
    WAITING;

    /** Tell whether the session is not to be handed out. */
    boolean inDoubt() {
        return this != NONE;
    }

    /** Return what becomes of it by an observation of its peer; null when the session is to go. */
    @Nullable
    Suspicion after(Observation seen) {
        return switch (seen) {
            case UNANSWERED_WITH_SESSION -> this == NONE ? SUSPECTED : this;
            case UNANSWERED_WITHOUT_SESSION -> this == SUSPECTED ? WAITING : this;
            case ESTABLISHED_WITHOUT_SESSION -> this == SUSPECTED ? null : NONE;
        };
    }

    /** Return the word that files have. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Find the suspicion a file tells of; what is unknown was written by a later version, and is none. */
    static Suspicion ofWord(@Nullable String word) {
        for (var suspicion : values()) {
            if (suspicion.word().equals(word)) {
                return suspicion;
            }
        }
        return NONE;
    }
}
