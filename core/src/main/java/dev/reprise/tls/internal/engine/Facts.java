package dev.reprise.tls.internal.engine;

import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.message.CodePoints;
import dev.reprise.tls.internal.resumption.Unanswered;
import dev.reprise.tls.internal.ticket.KeyName;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ConnectionInfo;
import dev.reprise.tls.spec.HandshakeKind;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.Negotiated;
import dev.reprise.tls.spec.NotOffered;
import dev.reprise.tls.spec.OcspStatus;
import dev.reprise.tls.spec.PeerAlertException;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.ServingProviders;
import dev.reprise.tls.spec.SignatureScheme;
import dev.reprise.tls.spec.TicketRefusal;
import dev.reprise.tls.spec.TlsException;
import dev.reprise.tls.spec.TruncatedException;
import dev.reprise.tls.spec.WithheldCertificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one connection: the part of the states' events that stays true. Kept by whoever runs a state, asked by any
 * thread. Thread-safe, and never blocks for long.
 */
final class Facts {
    private static final byte[] NONE = {};

    // The parts of events and not the events, as every connection that waits keeps them.
    private boolean sessionOffered;
    private @Nullable NotOffered notOffered;
    private boolean begun;
    private @Nullable ProtocolVersion version;
    private @Nullable CipherSuite cipherSuite;
    private @Nullable NamedGroup group;
    private @Nullable String alpn;
    private @Nullable String serverName;
    private List<X509Certificate> ownCertificates = List.of();
    /** Two bytes each, in no value of their own. */
    private byte[] peerSchemes = NONE;

    private @Nullable OcspStatus peerStatus;
    private @Nullable SignatureScheme ownScheme;
    private @Nullable String ownSigner;
    private @Nullable SignatureScheme peerScheme;
    private @Nullable String peerVerifier;
    private @Nullable String keyExchange;
    private @Nullable KeyName ticketKey;
    private @Nullable WithheldCertificate withheld;
    private boolean extendedMasterSecret;
    private @Nullable TicketRefusal ticketRefusal;
    private List<X509Certificate> peerCertificates = List.of();
    /** Null until the handshake is done. */
    private @Nullable HandshakeKind kind;

    private @Nullable String storeFailure;

    /** Keep what an event says; answer whether it is news as well, for the shell. */
    synchronized boolean keep(Event event) {
        return switch (event) {
            case Event.Negotiated more -> {
                keep(more);
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
                keep(done);
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

    private void keep(Event.Negotiated more) {
        begun = true;
        version = more.version() == null ? version : more.version();
        cipherSuite = more.cipherSuite() == null ? cipherSuite : more.cipherSuite();
        group = more.group() == null ? group : more.group();
        alpn = more.alpn() == null ? alpn : more.alpn();
        serverName = more.serverName() == null ? serverName : more.serverName();
        ownCertificates = more.ownCertificates() == null ? ownCertificates : more.ownCertificates();
        peerSchemes = more.peerSchemes() == null
                ? peerSchemes
                : more.peerSchemes().bytes().toArray();
        peerStatus = more.peerStatus() == null ? peerStatus : more.peerStatus();
    }

    private void keep(Event.Established done) {
        begun = true;
        version = done.version();
        cipherSuite = done.cipherSuite();
        group = done.group();
        alpn = done.alpn();
        serverName = done.serverName();
        extendedMasterSecret = done.extendedMasterSecret();
        ticketRefusal = done.ticketRefusal();
        peerCertificates = done.peerCertificates();
        kind = done.kind();
    }

    /** Keep what went wrong with the session store. */
    synchronized void storeFailure(String message) {
        storeFailure = message;
    }

    /** Tell whether a client's server has not yet answered with a ServerHello. */
    synchronized boolean unanswered() {
        return version == null;
    }

    /** Tell whether a session was offered to a server that has not answered yet: it may be why. */
    synchronized boolean sessionUnanswered() {
        return sessionOffered && unanswered();
    }

    /** Return what else may be why the connection has ended, to be appended to what happened; empty when it is our reason. */
    synchronized String hint(TlsException thrown) {
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
    synchronized Negotiated negotiated() {
        if (!begun) {
            return null;
        }
        return new Negotiated(
                Optional.ofNullable(version),
                Optional.ofNullable(cipherSuite),
                Optional.ofNullable(group),
                Optional.ofNullable(alpn),
                Optional.ofNullable(serverName),
                ownCertificates,
                new CodePoints(Bytes.wrap(peerSchemes)).known(SignatureScheme::find));
    }

    /** Describe the connection once its handshake is done or just being done; null before. */
    @Nullable
    synchronized ConnectionInfo info() {
        if (kind == null) {
            return null;
        }
        return new ConnectionInfo(
                Objects.requireNonNull(version),
                Objects.requireNonNull(cipherSuite),
                Optional.ofNullable(group),
                Optional.ofNullable(alpn),
                Optional.ofNullable(serverName),
                kind,
                extendedMasterSecret,
                Optional.ofNullable(ownScheme),
                Optional.ofNullable(peerScheme),
                new ServingProviders(
                        Optional.ofNullable(keyExchange),
                        Optional.ofNullable(ownSigner),
                        Optional.ofNullable(peerVerifier)),
                Optional.ofNullable(ticketKey).map(KeyName::toString),
                Optional.ofNullable(ticketRefusal),
                Optional.ofNullable(notOffered),
                Optional.ofNullable(withheld),
                peerCertificates,
                Optional.ofNullable(peerStatus),
                Optional.ofNullable(storeFailure));
    }
}
