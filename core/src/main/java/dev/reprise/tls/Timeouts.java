package dev.reprise.tls;

import java.time.Duration;

/**
 * How long a connection waits for its peer; zero is for ever.
 *
 * @param handshake for the whole handshake, from its first call
 * @param read for each wait of a read after the handshake
 * @param write for each record of a write after the handshake
 * @param close for an alert, and for all of closing: nobody is kept from it by a peer that takes or says nothing; never zero
 */
record Timeouts(Duration handshake, Duration read, Duration write, Duration close) {
    static final Timeouts DEFAULT =
            new Timeouts(Duration.ofSeconds(30), Duration.ZERO, Duration.ZERO, Duration.ofSeconds(2));

    Timeouts withHandshake(Duration timeout) {
        return new Timeouts(checked(timeout), read, write, close);
    }

    Timeouts withRead(Duration timeout) {
        return new Timeouts(handshake, checked(timeout), write, close);
    }

    Timeouts withWrite(Duration timeout) {
        return new Timeouts(handshake, read, checked(timeout), close);
    }

    Timeouts withClose(Duration timeout) {
        if (timeout.isZero()) {
            throw new IllegalArgumentException("a close timeout of 0: closing is always bounded, by 1 ns or more");
        }
        return new Timeouts(handshake, read, write, checked(timeout));
    }

    /** Refuse what a socket cannot take. */
    static Duration checked(Duration timeout) {
        if (timeout.isNegative() || timeout.compareTo(Duration.ofMillis(Integer.MAX_VALUE)) > 0) {
            throw new IllegalArgumentException("a timeout of " + timeout + ", legal are 0 (none) to 24 days");
        }
        return timeout;
    }
}
