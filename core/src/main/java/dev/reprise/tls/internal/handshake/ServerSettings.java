package dev.reprise.tls.internal.handshake;

import dev.reprise.tls.internal.crypto.KeyShares;
import dev.reprise.tls.internal.crypto.Signatures;
import dev.reprise.tls.internal.ticket.TicketPolicy;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.Clocks;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.KeyLog;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolVersion;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a server's states read; shared by all connections of one config.
 *
 * @param cipherSuites what is accepted, most wanted first; the server's order decides. The protocol versions spoken are
 *     those of these suites
 * @param groups what is accepted, most wanted first among those the client sent a share of
 * @param identity the certificate and key
 * @param alpn application protocols, most wanted first; empty to take no part in ALPN
 * @param clientCertificates what is wanted of clients, null to ask for nothing
 * @param tickets how tickets are issued and accepted; null when the session lifetime is 0
 * @param resumeWithoutExtendedMasterSecret whether TLS 1.2 sessions without it are resumed, too
 * @param keyLog gets the secrets of every connection, or null
 * @param keyShares makes ephemeral keys
 * @param signatures signs and verifies
 * @param random the one source of randomness
 * @param clocks the clocks
 */
public record ServerSettings(
        List<CipherSuite> cipherSuites,
        List<NamedGroup> groups,
        Identity identity,
        List<String> alpn,
        @Nullable ClientCertificates clientCertificates,
        @Nullable TicketPolicy tickets,
        boolean resumeWithoutExtendedMasterSecret,
        @Nullable KeyLog keyLog,
        KeyShares keyShares,
        Signatures signatures,
        SecureRandom random,
        Clocks clocks) {

    /** Return the same settings with another identity. */
    @SuppressWarnings("ReferenceEquality") // Only saves a copy; comparing keys by value would cost more.
    public ServerSettings withIdentity(Identity other) {
        if (other == identity) {
            return this;
        }
        return new ServerSettings(
                cipherSuites,
                groups,
                other,
                alpn,
                clientCertificates,
                tickets,
                resumeWithoutExtendedMasterSecret,
                keyLog,
                keyShares,
                signatures,
                random,
                clocks);
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
