package dev.reprise.tls.fleet;

import java.time.Duration;

/**
 * Hear what becomes of a fleet's keys at one server. Called one at a time by the threads that use the store and the clock,
 * never by a handshake; it returns soon, or the keys wait for it. What it throws is logged and changes nothing.
 */
public interface FleetListener {
    /** The server seals under another kind of key from now on. */
    default void modeChanged(FleetMode before, FleetMode now) {}

    /** A key is new here, or has come further. */
    default void keyChanged(FleetKeyStatus key) {}

    /** A key is wiped here. */
    default void keyForgotten(FleetKeyStatus key) {}

    /** The store has failed, after it had answered. Tried again until it answers; the keys that are here go on. */
    default void storeFailed(String message) {}

    /** The store answers: for the first time, or after about this long a silence. */
    default void storeAnswered(Duration silence) {}

    /** Something in the store was refused: the secret is wrong, or somebody has tampered with the store. */
    default void refused(String what) {}
}
