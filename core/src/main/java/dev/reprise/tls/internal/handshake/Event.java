package dev.reprise.tls.internal.handshake;

import dev.reprise.tls.session.Session;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.HandshakeKind;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.TicketRefusal;
import dev.reprise.tls.spec.TlsException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a state reports beside its messages. */
public sealed interface Event {
    /**
     * The handshake is complete.
     *
     * @param version the protocol version
     * @param cipherSuite the suite
     * @param group the key exchange group, null when there was none: a resumed TLS 1.2 handshake
     * @param alpn the application protocol, null when none
     * @param serverName the name sent or received, null when none
     * @param kind full or resumed
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
     * The keys of a direction have changed after the handshake.
     *
     * @param byPeer whether they are the peer's
     */
    record KeysUpdated(boolean byPeer) implements Event {}

    /**
     * The connection has failed; reported by the engine.
     *
     * @param reason what ended it
     */
    record Failed(TlsException reason) implements Event {}
}
