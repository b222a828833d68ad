package dev.reprise.cli;

import java.io.IOException;

/** A store of ticket keys that a demonstration starts, takes away and brings back. */
sealed interface DemoStore permits DemoKeyFile, DemoEtcd {
    /** Return what {@code --ticket-keys} takes. */
    String address();

    /** Start it, empty, and return once it can be used. */
    void start() throws IOException, InterruptedException;

    /** Take it away at once, and say how. */
    String kill() throws IOException;

    /** Bring it back, and say with what in it. */
    String restart() throws IOException, InterruptedException;
}
