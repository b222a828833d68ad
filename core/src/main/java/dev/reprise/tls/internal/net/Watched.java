package dev.reprise.tls.internal.net;

/** Something with a moment at which {@link Sweeper} has to do something about it. */
interface Watched {
    /** What {@link #look} answers when there is nothing to wait for. */
    long NONE = 0;

    /** Do what is due at a moment; return when to look again, in terms of {@link System#nanoTime}, or {@link #NONE}. */
    long look(long now);
}
