package dev.reprise.cli;

import dev.reprise.tls.fleet.KeyFileListener;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Set;

/** Log what becomes of the keys of a key file, a line for each. */
record KeyFileLog(PrintStream log) implements KeyFileListener {
    @Override
    public void keysChanged(Set<Integer> added, Set<Integer> dropped, int sealing) {
        for (int revision : added) {
            log.println("ticket keys: added revision " + Text.revision(revision));
        }
        for (int revision : dropped) {
            log.println("ticket keys: dropped revision " + Text.revision(revision));
        }
        log.println("ticket keys: revision " + Text.revision(sealing) + " seals");
    }

    @Override
    public void failed(IOException fault) {
        log.println("ticket keys: unchanged: " + Failure.describe(fault));
    }
}
