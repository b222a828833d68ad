package dev.reprise.tls.spec;

import java.util.Locale;

/** Tell why a client did not keep the session that a handshake left. */
public enum NotStored {
    /** It has no extended master secret (RFC 7627), and the config does not allow to resume without. */
    EXTENDED_MASTER_SECRET;

    /** Return the name in plain words, such as {@code extended master secret}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
