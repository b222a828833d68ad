package dev.reprise.tls.internal.handshake;

import dev.reprise.tls.internal.message.CodePoints;
import dev.reprise.tls.internal.ticket.KeyName;
import dev.reprise.tls.session.Session;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.HandshakeKind;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.NotOffered;
import dev.reprise.tls.spec.NotStored;
import dev.reprise.tls.spec.OcspStatus;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.SignatureScheme;
import dev.reprise.tls.spec.TicketRefusal;
import dev.reprise.tls.spec.TlsException;
import dev.reprise.tls.spec.WithheldCertificate;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a state reports beside its messages. */
public sealed interface Event {
    /**
     * More of the agreement has become known; the engine keeps it for those who ask in the middle of the handshake. A fact
     * that is null here is not news.
     *
     * @param version the protocol version
     * @param cipherSuite the suite
     * @param group the key exchange group
     * @param alpn the application protocol
     * @param serverName the name sent or received
     * @param ownCertificates the chain that we prove ourselves with, leaf first
     * @param peerSchemes the signature schemes that the peer takes, those we know of them
     * @param peerStatus what the OCSP response of the peer's certificate says
     */
    record Negotiated(
            @Nullable ProtocolVersion version,
            @Nullable CipherSuite cipherSuite,
            @Nullable NamedGroup group,
            @Nullable String alpn,
            @Nullable String serverName,
            @Nullable List<X509Certificate> ownCertificates,
            @Nullable CodePoints peerSchemes,
            @Nullable OcspStatus peerStatus)
            implements Event {
        /** Client: tell the name asked for. */
        public static Negotiated name(@Nullable String serverName) {
            return new Negotiated(null, null, null, null, serverName, null, null, null);
        }

        /** Server: tell what a ClientHello says and which version is spoken. */
        public static Negotiated hello(
                ProtocolVersion version, @Nullable String serverName, @Nullable CodePoints schemes) {
            return new Negotiated(version, null, null, null, serverName, null, schemes, null);
        }

        /** Tell what a hello chose. */
        public static Negotiated choice(
                ProtocolVersion version, CipherSuite suite, @Nullable NamedGroup group, @Nullable String alpn) {
            return new Negotiated(version, suite, group, alpn, null, null, null, null);
        }

        /** Tell the application protocol. */
        public static Negotiated alpn(@Nullable String alpn) {
            return new Negotiated(null, null, null, alpn, null, null, null, null);
        }

        /** Tell the group of a key exchange that the hellos do not choose. */
        public static Negotiated group(NamedGroup group) {
            return new Negotiated(null, null, group, null, null, null, null, null);
        }

        /** Tell the chain that we prove ourselves with. */
        public static Negotiated own(List<X509Certificate> chain) {
            return new Negotiated(null, null, null, null, null, chain, null, null);
        }

        /** Tell which schemes the peer takes. */
        public static Negotiated schemes(CodePoints peers) {
            return new Negotiated(null, null, null, null, null, null, peers, null);
        }

        /** Tell what the OCSP response of the peer's certificate says. */
        public static Negotiated status(OcspStatus status) {
            return new Negotiated(null, null, null, null, null, null, null, status);
        }
    }

    /**
     * Client: the session to offer was chosen, before the ClientHello.
     *
     * @param session the session offered, its secret wiped, or null
     * @param notOffered why none is offered, null when one is
     * @param storeFailure what went wrong with the store, or null
     */
    record SessionChosen(
            @Nullable Session session,
            @Nullable NotOffered notOffered,
            @Nullable String storeFailure) implements Event {}

    /**
     * The handshake is complete.
     *
     * @param version the protocol version
     * @param cipherSuite the suite
     * @param group the key exchange group, null when there was none: a resumed TLS 1.2 handshake
     * @param alpn the application protocol, null when none
     * @param serverName the name sent or received, null when none
     * @param kind full or resumed
     * @param extendedMasterSecret whether the keys hang on the whole handshake (RFC 7627); in TLS 1.3 they always do
     * @param ticketRefusal server: why tickets were refused, null when taken or none offered
     * @param peerCertificates the peer's chain, leaf first, maybe empty
     */
    record Established(
            ProtocolVersion version,
            CipherSuite cipherSuite,
            @Nullable NamedGroup group,
            @Nullable String alpn,
            @Nullable String serverName,
            HandshakeKind kind,
            boolean extendedMasterSecret,
            @Nullable TicketRefusal ticketRefusal,
            List<X509Certificate> peerCertificates)
            implements Event {}

    /**
     * Client: a ticket came; the shell stores the session.
     *
     * @param session the session to store
     */
    record TicketReceived(Session session) implements Event {}

    /** Client: the server did not take the session that was offered; the shell forgets it and its companions. */
    record SessionRefused() implements Event {}

    /**
     * Client: a ticket claims to be good for longer than tickets may be; it is kept for as long as they may.
     *
     * @param claimedSeconds what ticket_lifetime says
     */
    record TicketLifetimeCapped(long claimedSeconds) implements Event {}

    /**
     * Server: a ticket went out.
     *
     * @param lifetimeSeconds how long it is good for
     */
    record TicketIssued(long lifetimeSeconds) implements Event {}

    /**
     * Server: a ticket was due and none went out.
     *
     * @param reason why
     */
    record TicketWithheld(dev.reprise.tls.spec.TicketWithheld reason) implements Event {}

    /**
     * Client: the handshake leaves a session that is not kept.
     *
     * @param reason why
     */
    record SessionNotStored(NotStored reason) implements Event {}

    /**
     * Client: the server asked for a certificate and got none; the engine keeps it for those who ask.
     *
     * @param what why, and which issuers the server takes
     */
    record CertificateWithheld(WithheldCertificate what) implements Event {}

    /**
     * A side has proven itself; the engine keeps it for those who ask.
     *
     * @param byPeer whether the peer has
     * @param scheme by which signature
     * @param provider the name of the provider that made or verified it here
     */
    record Signed(boolean byPeer, SignatureScheme scheme, String provider) implements Event {}

    /**
     * The two sides have a shared secret; the engine keeps it for those who ask.
     *
     * @param provider the name of the provider that agreed
     */
    record KeysAgreed(String provider) implements Event {}

    /**
     * Server: a ticket was looked at, the one that was taken or else the first; the engine keeps it for those who ask.
     *
     * @param key the name it begins with
     */
    record TicketSeen(KeyName key) implements Event {}

    /**
     * The keys of a direction have changed after the handshake.
     *
     * @param byPeer whether they are the peer's
     */
    record KeysUpdated(boolean byPeer) implements Event {
        /** The peer's keys. */
        public static final KeysUpdated BY_PEER = new KeysUpdated(true);
        /** Ours. */
        public static final KeysUpdated BY_US = new KeysUpdated(false);
    }

    /**
     * The connection has failed; reported by the engine.
     *
     * @param reason what ended it
     */
    record Failed(TlsException reason) implements Event {}
}
