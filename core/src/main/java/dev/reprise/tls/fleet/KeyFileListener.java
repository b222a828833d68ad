package dev.reprise.tls.fleet;

import java.io.IOException;
import java.util.Set;

/**
 * Hear what a {@link KeyFileFollower}, or {@link DerivedTicketKeys}, does. Called in the thread that starts it, and then in its
 * own; what it throws is logged.
 */
public interface KeyFileListener {
    /**
     * The ring has the file's keys now.
     *
     * @param added revisions that are new; of derived keys the ids of secrets, in all three
     * @param dropped revisions that are gone
     * @param sealing the revision that seals
     */
    default void keysChanged(Set<Integer> added, Set<Integer> dropped, int sealing) {}

    /** The file cannot be read, or has a fault; the keys are what they were. Told once for each fault. */
    default void failed(IOException fault) {}
}
