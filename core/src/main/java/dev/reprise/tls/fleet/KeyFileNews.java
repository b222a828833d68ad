package dev.reprise.tls.fleet;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.LinkedHashSet;
import java.util.Set;

/** Tells a listener what became of the keys in a file; one that throws goes to the log and does no other harm. */
record KeyFileNews(KeyFileListener listener) {
    /** Tell which revisions have come and gone, and which one seals. */
    void changed(Set<Integer> before, Set<Integer> now, int sealing) {
        var added = new LinkedHashSet<>(now);
        added.removeAll(before);
        var dropped = new LinkedHashSet<>(before);
        dropped.removeAll(now);
        tell(() -> listener.keysChanged(added, dropped, sealing));
    }

    /** Tell what is wrong with the file. */
    void failed(IOException fault) {
        tell(() -> listener.failed(fault));
    }

    private static void tell(Runnable news) {
        try {
            news.run();
        } catch (RuntimeException e) {
            System.getLogger("dev.reprise.tls").log(Level.WARNING, "a listener to a key file failed", e);
        }
    }
}
