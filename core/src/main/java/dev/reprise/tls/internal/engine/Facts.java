package dev.reprise.tls.internal.engine;

import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.resumption.Unanswered;
import dev.reprise.tls.internal.ticket.KeyName;
import dev.reprise.tls.spec.ConnectionInfo;
import dev.reprise.tls.spec.Negotiated;
import dev.reprise.tls.spec.NotOffered;
import dev.reprise.tls.spec.PeerAlertException;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ServingProviders;
import dev.reprise.tls.spec.SignatureScheme;
import dev.reprise.tls.spec.TlsException;
import dev.reprise.tls.spec.TruncatedException;
import dev.reprise.tls.spec.WithheldCertificate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one connection: the part of the states' events that stays true. Kept by whoever runs a state, one at a time;
 * asked by any thread.
 */
final class Facts {
    // The parts of events and not the events, as every connection that waits keeps them.
    private volatile boolean sessionOffered;
    private volatile @Nullable NotOffered notOffered;
    private volatile Event.@Nullable Negotiated negotiated;
    private volatile @Nullable SignatureScheme ownScheme;
    private volatile @Nullable String ownSigner;
    private volatile @Nullable SignatureScheme peerScheme;
    private volatile @Nullable String peerVerifier;
    private volatile @Nullable String keyExchange;
    private volatile @Nullable KeyName ticketKey;
    private volatile @Nullable WithheldCertificate withheld;
    private volatile Event.@Nullable Established established;
    private volatile @Nullable String storeFailure;

    /** Keep what an event says; answer whether it is news as well, for the shell. */
    boolean keep(Event event) {
        return switch (event) {
            case Event.Negotiated more -> {
                var before = negotiated;
                negotiated = before == null ? more : before.with(more);
                yield false;
            }
            case Event.SessionChosen choice -> {
                sessionOffered = choice.session() != null;
                notOffered = choice.notOffered();
                if (choice.storeFailure() != null) {
                    storeFailure = choice.storeFailure();
                }
                // Nobody has to remember a session that there is not.
                yield choice.session() != null
                        || choice.storeFailure() != null
                        || choice.notOffered() == NotOffered.IN_DOUBT;
            }
            case Event.Signed signed -> {
                if (signed.byPeer()) {
                    peerScheme = signed.scheme();
                    peerVerifier = signed.provider();
                } else {
                    ownScheme = signed.scheme();
                    ownSigner = signed.provider();
                }
                yield false;
            }
            case Event.KeysAgreed agreed -> {
                keyExchange = agreed.provider();
                yield false;
            }
            case Event.TicketSeen seen -> {
                ticketKey = seen.key();
                yield false;
            }
            case Event.CertificateWithheld news -> {
                withheld = news.what();
                yield false;
            }
            case Event.Established done -> {
                established = done;
                var before = negotiated;
                if (before != null && before.hasNoMoreThan(done)) {
                    negotiated = null;
                }
                yield true;
            }
            case Event.TicketReceived ignored -> true;
            case Event.SessionRefused ignored -> true;
            case Event.TicketLifetimeCapped ignored -> true;
            case Event.TicketIssued ignored -> true;
            case Event.TicketWithheld ignored -> true;
            case Event.SessionNotStored ignored -> true;
            case Event.KeysUpdated ignored -> true;
            case Event.Failed ignored -> true;
        };
    }

    /** Keep what went wrong with the session store. */
    void storeFailure(String message) {
        storeFailure = message;
    }

    /** Tell whether a client's server has not yet answered with a ServerHello. */
    boolean unanswered() {
        var soFar = negotiated; // Asked first, as it goes when the handshake is done.
        return established == null && (soFar == null || soFar.version() == null);
    }

    /** Tell whether a session was offered to a server that has not answered yet: it may be why. */
    boolean sessionUnanswered() {
        return sessionOffered && unanswered();
    }

    /** Return what else may be why the connection has ended, to be appended to what happened; empty when it is our reason. */
    String hint(TlsException thrown) {
        var hint = sessionUnanswered() ? Unanswered.HINT : "";
        return switch (thrown) {
            case PeerAlertException alert -> hint + WithheldHint.of(alert.code(), withheld);
            case TruncatedException end -> hint;
            case ProtocolException ours -> "";
        };
    }

    /** Say with what ended the connection what else may be why. */
    TlsException withHint(TlsException thrown) {
        var hint = hint(thrown);
        if (hint.isEmpty()) {
            return thrown;
        }
        var text = thrown.getMessage() + hint;
        return switch (thrown) {
            case PeerAlertException alert -> new PeerAlertException(alert.code(), text, alert.getCause());
            case TruncatedException end -> new TruncatedException(text, end.getCause());
            case ProtocolException ours -> ours;
        };
    }

    /** Describe what the handshake has agreed so far; null while that is nothing. */
    @Nullable
    Negotiated negotiated() {
        var soFar = negotiated;
        if (soFar == null) {
            var done = established;
            soFar = done == null ? null : Event.Negotiated.of(done);
        }
        return soFar == null
                ? null
                : new Negotiated(
                        Optional.ofNullable(soFar.version()),
                        Optional.ofNullable(soFar.cipherSuite()),
                        Optional.ofNullable(soFar.group()),
                        Optional.ofNullable(soFar.alpn()),
                        Optional.ofNullable(soFar.serverName()),
                        soFar.ownCertificates() == null ? List.of() : soFar.ownCertificates(),
                        soFar.peerSchemes() == null
                                ? List.of()
                                : soFar.peerSchemes().known(SignatureScheme::find));
    }

    /** Describe the connection once its handshake is done or just being done; null before. */
    @Nullable
    ConnectionInfo info() {
        var done = established;
        if (done == null) {
            return null;
        }
        var agreed = negotiated;
        return new ConnectionInfo(
                done.version(),
                done.cipherSuite(),
                Optional.ofNullable(done.group()),
                Optional.ofNullable(done.alpn()),
                Optional.ofNullable(done.serverName()),
                done.kind(),
                done.extendedMasterSecret(),
                Optional.ofNullable(ownScheme),
                Optional.ofNullable(peerScheme),
                new ServingProviders(
                        Optional.ofNullable(keyExchange),
                        Optional.ofNullable(ownSigner),
                        Optional.ofNullable(peerVerifier)),
                Optional.ofNullable(ticketKey).map(KeyName::toString),
                Optional.ofNullable(done.ticketRefusal()),
                Optional.ofNullable(notOffered),
                Optional.ofNullable(withheld),
                done.peerCertificates(),
                Optional.ofNullable(agreed == null ? null : agreed.peerStatus()),
                Optional.ofNullable(storeFailure));
    }
}
