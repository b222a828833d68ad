package dev.reprise.tls.fleet;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Tells a listener what became of the keys in a file; one that throws goes to the log and does no other harm. What is wrong
 * with the file is told once, though it is looked at again and again. One thread at a time.
 */
final class KeyFileNews {
    private final KeyFileListener listener;
    private String told = "";

    KeyFileNews(KeyFileListener listener) {
        this.listener = listener;
    }

    /** Tell which revisions have come and gone, and which one seals. */
    void changed(Set<Integer> before, Set<Integer> now, int sealing) {
        var added = new LinkedHashSet<>(now);
        added.removeAll(before);
        var dropped = new LinkedHashSet<>(before);
        dropped.removeAll(now);
        tell(() -> listener.keysChanged(added, dropped, sealing));
    }

    /** Take note that nothing is wrong with the file, so that a fault after this is news. */
    void fine() {
        told = "";
    }

    /** Tell what is wrong with the file, unless that has been told. */
    void failed(IOException fault) {
        var text = String.valueOf(fault.getMessage());
        if (!text.equals(told)) {
            told = text;
            tell(() -> listener.failed(fault));
        }
    }

    private static void tell(Runnable news) {
        try {
            news.run();
        } catch (RuntimeException e) {
            System.getLogger("dev.reprise.tls").log(Level.WARNING, "a listener to a key file failed", e);
        }
    }
}
