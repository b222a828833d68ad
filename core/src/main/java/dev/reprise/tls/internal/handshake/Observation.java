package dev.reprise.tls.internal.handshake;

import dev.reprise.tls.internal.flight.Flight;
import dev.reprise.tls.internal.flight.HandshakeEvent;
import dev.reprise.tls.internal.flight.TicketEvent;
import dev.reprise.tls.spec.AlertDescription;
import dev.reprise.tls.spec.NotOffered;
import dev.reprise.tls.spec.PeerAlertException;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.TlsException;
import dev.reprise.tls.spec.TruncatedException;
import org.jspecify.annotations.Nullable;

/**
 * Sees what the states of one connection report, counts it for its config, and tells Java Flight Recorder while that records.
 * Called by whoever reports, one at a time.
 */
public final class Observation {
    private final Shared shared;
    private final boolean client;
    private final @Nullable String peerHost;
    private final int peerPort;
    private boolean begun;
    private boolean done;
    private long began;
    private @Nullable NotOffered notOffered;

    private Observation(Shared shared, boolean client, @Nullable String peerHost, int peerPort) {
        this.shared = shared;
        this.client = client;
        this.peerHost = peerHost;
        this.peerPort = peerPort;
    }

    /**
     * Observe a client's connection.
     *
     * @param peerHost the server, as the caller calls it; null when unknown
     * @param peerPort its port; -1 when unknown
     */
    public static Observation ofClient(Shared shared, @Nullable String peerHost, int peerPort) {
        return new Observation(shared, true, peerHost, peerPort);
    }

    /**
     * Observe a server's connection.
     *
     * @param peerHost the client, if the caller knows; null otherwise
     * @param peerPort its port; -1 when unknown
     */
    public static Observation ofServer(Shared shared, @Nullable String peerHost, int peerPort) {
        return new Observation(shared, false, peerHost, peerPort);
    }

    /** See what was reported. */
    public void see(Event event) {
        if (!begun) {
            begun = true; // A ClientHello is what the first report is about, on either side.
            began = shared.clocks().nanoTime().getAsLong();
        }
        switch (event) {
            case Event.SessionChosen chosen -> notOffered = chosen.notOffered();
            case Event.Established established -> established(established);
            case Event.Failed failed -> failed(failed.reason());
            case Event.TicketIssued issued -> {
                counters().issued();
                ticket("issued", null, issued.lifetimeSeconds());
            }
            case Event.TicketWithheld withheld -> {
                counters().withheld(withheld.reason());
                ticket("withheld", withheld.reason(), 0);
            }
            case Event.TicketReceived received -> {
                counters().received();
                ticket("received", null, 0);
            }
            case Event.Negotiated ignored -> {}
            case Event.SessionRefused ignored -> {}
            case Event.TicketLifetimeCapped ignored -> {}
            case Event.SessionNotStored ignored -> {}
            case Event.CertificateWithheld ignored -> {}
            case Event.Signed ignored -> {}
            case Event.KeysAgreed ignored -> {}
            case Event.TicketSeen ignored -> {}
            case Event.KeysUpdated ignored -> {}
        }
    }

    private void established(Event.Established established) {
        done = true;
        long nanos = nanos();
        counters().established(established.version(), established.kind(), nanos);
        var withoutSession = notOffered;
        if (withoutSession != null) {
            counters().notOffered(withoutSession);
        }
        var refusal = established.ticketRefusal();
        if (refusal != null) {
            counters().refused(refusal);
            ticket("refused", refusal, 0);
        } else if (!client && established.kind().resumed()) {
            ticket("accepted", null, 0);
        }
        if (Flight.handshakes()) {
            var event = begin(nanos);
            event.protocolVersion = established.version() == ProtocolVersion.TLS_1_3 ? "TLSv1.3" : "TLSv1.2";
            event.cipherSuite = established.cipherSuite().name();
            event.certificateId = established.peerCertificates().isEmpty()
                    ? 0
                    : Integer.toUnsignedLong(
                            established.peerCertificates().get(0).hashCode());
            event.resumed = established.kind().resumed();
            event.kind = established.kind().toString();
            event.group = text(established.group());
            event.applicationProtocol = established.alpn();
            event.serverName = established.serverName();
            event.ticketRefusal = text(refusal);
            event.notOffered = text(withoutSession);
            event.commit();
        }
    }

    private void failed(TlsException why) {
        if (done) {
            return; // Not the handshake.
        }
        done = true;
        switch (why) {
            case ProtocolException ours -> counters().failed(ours.reason());
            case PeerAlertException theirs -> counters().failedByPeer(theirs.code());
            case TruncatedException end -> counters().failedByEnd();
        }
        if (Flight.handshakes()) {
            var event = begin(nanos());
            event.notOffered = text(notOffered);
            event.failure = failure(why);
            event.commit();
        }
    }

    private static String failure(TlsException why) {
        return switch (why) {
            case ProtocolException ours -> ours.reason().name();
            case PeerAlertException theirs -> "alert " + AlertDescription.nameOf(theirs.code());
            case TruncatedException end -> "end of transport";
        };
    }

    private HandshakeEvent begin(long nanos) {
        var event = new HandshakeEvent();
        event.peerHost = peerHost;
        event.peerPort = peerPort;
        event.client = client;
        event.handshakeTime = nanos;
        return event;
    }

    private void ticket(String what, @Nullable Object reason, long seconds) {
        if (Flight.tickets()) {
            var event = new TicketEvent();
            event.peerHost = peerHost;
            event.peerPort = peerPort;
            event.event = what;
            event.reason = text(reason);
            event.lifetime = seconds;
            event.commit();
        }
    }

    private long nanos() {
        return shared.clocks().nanoTime().getAsLong() - began;
    }

    private Counters counters() {
        return client ? shared.clientCounters() : shared.serverCounters();
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
