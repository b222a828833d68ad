package dev.reprise.tls;

import java.time.Duration;

/**
 * How long a connection waits for its peer; zero is for ever.
 *
 * @param handshake for the whole handshake, from its first call
 * @param read for each wait of a read after the handshake
 * @param write for each record of a write after the handshake
 * @param lastWords for an alert: nobody is kept from closing by a peer that takes nothing
 */
record Timeouts(Duration handshake, Duration read, Duration write, Duration lastWords) {
    static final Timeouts DEFAULT =
            new Timeouts(Duration.ofSeconds(30), Duration.ZERO, Duration.ZERO, Duration.ofSeconds(5));

    Timeouts withHandshake(Duration timeout) {
        return new Timeouts(checked(timeout), read, write, lastWords);
    }

    Timeouts withRead(Duration timeout) {
        return new Timeouts(handshake, checked(timeout), write, lastWords);
    }

    Timeouts withWrite(Duration timeout) {
        return new Timeouts(handshake, read, checked(timeout), lastWords);
    }

    /** Refuse what a socket cannot take. */
    static Duration checked(Duration timeout) {
        if (timeout.isNegative() || timeout.compareTo(Duration.ofMillis(Integer.MAX_VALUE)) > 0) {
            throw new IllegalArgumentException("a timeout of " + timeout + ", legal are 0 (none) to 24 days");
        }
        return timeout;
    }
}
