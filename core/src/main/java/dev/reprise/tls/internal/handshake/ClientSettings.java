package dev.reprise.tls.internal.handshake;

import dev.reprise.tls.internal.crypto.KeyShares;
import dev.reprise.tls.internal.crypto.Signatures;
import dev.reprise.tls.internal.message.TicketRequest;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.Clocks;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.KeyLog;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.SignatureScheme;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client's states read; shared by all connections of one config.
 *
 * @param cipherSuites what is offered, most wanted first; the protocol versions offered are those of these suites
 * @param groups what is offered, most wanted first; of the first one a key share is sent
 * @param signatureSchemes what is offered, for CertificateVerify and certificates
 * @param alpn application protocols, most wanted first; empty to offer none
 * @param verifier decides over the server's chain
 * @param identity our own certificate for servers that ask, or null
 * @param tickets how many tickets are asked for, null when none is of use: without a session store
 * @param resumeWithoutExtendedMasterSecret whether TLS 1.2 sessions without it are stored and offered, too
 * @param keyLog gets the secrets of every connection, or null
 * @param keyShares makes ephemeral keys
 * @param signatures signs and verifies
 * @param random the one source of randomness
 * @param clocks the clocks
 */
public record ClientSettings(
        List<CipherSuite> cipherSuites,
        List<NamedGroup> groups,
        List<SignatureScheme> signatureSchemes,
        List<String> alpn,
        ChainCheck verifier,
        @Nullable Identity identity,
        @Nullable TicketRequest tickets,
        boolean resumeWithoutExtendedMasterSecret,
        @Nullable KeyLog keyLog,
        KeyShares keyShares,
        Signatures signatures,
        SecureRandom random,
        Clocks clocks) {

    /** Tell whether a ticket is of use: somebody keeps sessions, and a ClientHello has room for it. */
    public boolean keeps(Bytes ticket) {
        return tickets != null && ticket.length() <= SessionData.MAX_OFFERED_TICKET;
    }

    /** Tell whether a protocol version is enabled. */
    public boolean speaks(ProtocolVersion version) {
        return OfferText.speaks(cipherSuites, version);
    }

    /** Return the groups that a version has, most wanted first. */
    public List<NamedGroup> groups(ProtocolVersion version) {
        return OfferText.usable(groups, version);
    }
}
