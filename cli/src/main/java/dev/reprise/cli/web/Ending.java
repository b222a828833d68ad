package dev.reprise.cli.web;

import dev.reprise.tls.spec.ConnectionInfo;
import java.util.Locale;

/** How a handshake ended, in the order in which charts stack them. */
enum Ending {
    /** An earlier session goes on. */
    RESUMED("resumed"),
    /** In full, as the client offered no ticket. */
    FULL("full, no ticket offered"),
    /** In full, though the client offered a ticket. */
    REFUSED("full, ticket refused"),
    /** Not at all. */
    FAILED("failed");

    private final String text;

    Ending(String text) {
        this.text = text;
    }

    /** Return how a handshake that is done has ended. */
    static Ending of(ConnectionInfo info) {
        if (info.resumed()) {
            return RESUMED;
        }
        return info.ticketRefusal().isPresent() ? REFUSED : FULL;
    }

    /** Return it in words. */
    String text() {
        return text;
    }

    /** Return it as a word of style sheets and metrics. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
