package dev.reprise.cli;

import dev.reprise.tls.fleet.KeyFileListener;
import java.io.IOException;
import java.util.Set;
import java.util.function.Consumer;

/** Log what becomes of the keys of a key file, a line for each. */
record KeyFileLog(Consumer<String> log) implements KeyFileListener {
    @Override
    public void keysChanged(Set<Integer> added, Set<Integer> dropped, int sealing) {
        for (int revision : added) {
            log.accept("ticket keys: added revision " + Text.revision(revision));
        }
        for (int revision : dropped) {
            log.accept("ticket keys: dropped revision " + Text.revision(revision));
        }
        log.accept("ticket keys: revision " + Text.revision(sealing) + " seals");
    }

    @Override
    public void failed(IOException fault) {
        log.accept("ticket keys: unchanged: " + Failure.describe(fault));
    }
}
