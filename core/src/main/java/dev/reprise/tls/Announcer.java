package dev.reprise.tls;

import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.spec.ConnectionInfo;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells the user's listener and the log what happens to connections; never a secret. Thread-safe. */
final class Announcer {
    private final @Nullable ConnectionListener listener;
    private final Logger log;

    Announcer(@Nullable ConnectionListener listener) {
        this(listener, System.getLogger("dev.reprise.tls"));
    }

    Announcer(@Nullable ConnectionListener listener, Logger log) {
        this.listener = listener;
        this.log = log;
    }

    /** Tell whether anybody wants to hear more than failures of the store. */
    boolean attentive() {
        return listener != null || log.isLoggable(Level.DEBUG);
    }

    /** Tell of an event of the states; {@code info} describes the connection if its handshake is done. */
    void announce(Event event, @Nullable ConnectionInfo info) {
        switch (event) {
            case Event.Established done -> {
                if (info != null) {
                    log.log(
                            Level.DEBUG,
                            () -> "handshake done: " + info.handshakeKind() + " " + info.version() + " "
                                    + info.cipherSuite() + ", server name "
                                    + info.serverName().orElse("none")
                                    + info.ticketRefusal()
                                            .map(why -> ", ticket refused: " + why)
                                            .orElse("")
                                    + info.notOffered()
                                            .map(why -> ", no session offered: " + why)
                                            .orElse(""));
                    tell(heard -> heard.established(info));
                }
            }
            case Event.Failed failed -> {
                log.log(
                        Level.DEBUG,
                        () -> "connection failed: " + failed.reason().getMessage());
                tell(heard -> heard.failed(failed.reason()));
            }
            case Event.TicketIssued issued ->
                tell(heard -> heard.ticketIssued(Duration.ofSeconds(issued.lifetimeSeconds())));
            case Event.TicketWithheld withheld -> {
                log.log(Level.DEBUG, () -> "ticket withheld: " + withheld.reason());
                tell(heard -> heard.ticketWithheld(withheld.reason()));
            }
            case Event.TicketLifetimeCapped capped -> {
                log.log(Level.DEBUG, () -> "a ticket claims a lifetime of " + capped.claimedSeconds() + " s");
                tell(heard -> heard.ticketLifetimeCapped(Duration.ofSeconds(capped.claimedSeconds())));
            }
            case Event.SessionNotStored left -> {
                log.log(Level.DEBUG, () -> "session not stored: " + left.reason());
                tell(heard -> heard.sessionNotStored(left.reason()));
            }
            case Event.Signed signed -> {} // Part of what is told of the handshake, as the next three.
            case Event.KeysAgreed agreed -> {}
            case Event.TicketSeen seen -> {}
            case Event.CertificateWithheld withheld -> {}
            case Event.KeysUpdated updated -> tell(heard -> heard.keysUpdated(updated.byPeer()));
            case Event.Negotiated negotiated -> {} // Asked for by those who want to know.
            case Event.TicketReceived received -> {} // Told once it is stored.
            case Event.SessionChosen chosen -> {} // Part of what is told of the handshake.
            case Event.SessionRefused refused -> {} // As well.
        }
    }

    void sessionStored(Instant expires) {
        tell(heard -> heard.sessionStored(expires));
    }

    void storeFailed(String message) {
        log.log(Level.WARNING, () -> "session store: " + message);
        tell(heard -> heard.storeFailed(message));
    }

    private void tell(Consumer<ConnectionListener> news) {
        if (listener == null) {
            return;
        }
        try {
            news.accept(listener);
        } catch (RuntimeException e) {
            log.log(Level.WARNING, "a connection listener failed", e);
        }
    }
}
