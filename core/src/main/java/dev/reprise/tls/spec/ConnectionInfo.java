package dev.reprise.tls.spec;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * Describe an established connection (libtls's {@code tls_conn_*} and {@code tls_peer_*}): an immutable snapshot.
 *
 * @param version the protocol version
 * @param cipherSuite the cipher suite
 * @param group the key exchange group; empty when there was none: a resumed TLS 1.2 handshake has no key exchange, and
 *     only some sessions tell the group of the first one
 * @param alpn the application protocol, empty when none was negotiated
 * @param serverName on a server the name received, on a client the name sent; empty when there was none
 * @param handshakeKind full or resumed, with or without a retry
 * @param extendedMasterSecret whether the keys hang on the whole handshake (RFC 7627); in TLS 1.3 they always do
 * @param ownSignature by which signature our side has proven itself in this handshake; empty when it has not
 * @param peerSignature by which signature the peer has proven itself in this handshake; empty when it has not, as when resumed
 * @param providers which JCA providers did the handshake's public-key operations
 * @param ticketKey server: the name of the key of the ticket that was taken, or else of the first one refused, in hex as
 *     {@code TicketKeyRing.status} tells it (its first eight digits are the revision); whoever refused for the key's name did not
 *     know it. Empty when no ticket was looked at
 * @param ticketRefusal server: why the tickets offered were refused; empty when one was taken or none was offered
 * @param notOffered client: why no session was offered; empty when one was
 * @param withheldCertificate client: why the server got no certificate though it asked for one; empty when it got one or did
 *     not ask
 * @param peerCertificates the peer's chain, leaf first; of a resumed connection the one of the first handshake. On a client
 *     without what was sent beside the path that was verified
 * @param ocspStatus client: what the OCSP response that the server stapled says of its certificate (libtls's {@code
 *     tls_peer_ocsp_*}); empty without one
 * @param storeFailure client: what went wrong when a session was stored or taken; the connection itself is fine
 */
public record ConnectionInfo(
        ProtocolVersion version,
        CipherSuite cipherSuite,
        Optional<NamedGroup> group,
        Optional<String> alpn,
        Optional<String> serverName,
        HandshakeKind handshakeKind,
        boolean extendedMasterSecret,
        Optional<SignatureScheme> ownSignature,
        Optional<SignatureScheme> peerSignature,
        ServingProviders providers,
        Optional<String> ticketKey,
        Optional<TicketRefusal> ticketRefusal,
        Optional<NotOffered> notOffered,
        Optional<WithheldCertificate> withheldCertificate,
        List<X509Certificate> peerCertificates,
        Optional<OcspStatus> ocspStatus,
        Optional<String> storeFailure) {

    /** Copy the list. */
    public ConnectionInfo {
        peerCertificates = List.copyOf(peerCertificates);
    }

    /** Tell whether an earlier session was resumed (libtls's {@code tls_conn_session_resumed}). */
    public boolean resumed() {
        return handshakeKind.resumed();
    }
}
