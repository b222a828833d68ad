package dev.reprise.tls.internal.handshake.server;

import dev.reprise.tls.internal.cert.VerifiedChain;
import dev.reprise.tls.internal.handshake.NegotiatedParameters;
import dev.reprise.tls.internal.handshake.PeerChain;
import dev.reprise.tls.internal.handshake.PeerVerifier;
import dev.reprise.tls.internal.handshake.tls12.Tls12CertificateMessages;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import java.security.PublicKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides for a server by what its config says.
 *
 * @param identities the certificates and keys
 * @param clients decides over the chains of clients
 */
public record ConfiguredServer(IdentitySource identities, PeerVerifier clients) implements ServerDecisions {
    /** The identities of a server, which may be replaced while it runs: each handshake looks once. Thread-safe. */
    @FunctionalInterface
    public interface IdentitySource {
        /** Return the identities for a name asked for, or for none, the one to prefer first; at least one. */
        List<ServerIdentity> candidates(@Nullable String serverName);
    }

    /**
     * Return the candidate that meets most of the client's wishes for the chain, of those whose key the client can verify (RFC
     * 9846 section 4.5.1.2), the first of equals; else the first of all, whose unfitness is then told.
     */
    @Override
    public ServerIdentity identity(
            ReceivedClientHello hello, NegotiatedParameters negotiated, ServerSettings settings) {
        var candidates = identities.candidates(hello.name());
        if (candidates.size() == 1) {
            return candidates.get(0);
        }
        var wishes = ChainWishes.of(hello);
        ServerIdentity best = null;
        int most = -1;
        for (var candidate : candidates) {
            if (most < ChainWishes.ALL && fits(candidate.identity(), hello, negotiated, settings)) {
                int met = wishes.met(candidate.identity());
                if (met > most) {
                    best = candidate;
                    most = met;
                }
            }
        }
        return best == null ? candidates.get(0) : best;
    }

    private static boolean fits(
            Identity identity, ReceivedClientHello hello, NegotiatedParameters negotiated, ServerSettings settings) {
        var schemes = negotiated.peerSchemes();
        if (schemes == null
                || settings.terms().ownSchemes().forIdentity(identity, negotiated.version(), schemes) == null) {
            return false;
        }
        var key = identity.leaf().getPublicKey();
        return negotiated.version() == ProtocolVersion.TLS_1_3
                || (suiteFits(key, negotiated.suites()) && Tls12CertificateMessages.curveOffered(key, hello.message()));
    }

    /** RFC 5246 section 7.4.2: the suite says the key's type, too. */
    private static boolean suiteFits(PublicKey key, List<CipherSuite> suites) {
        var type = Tls12CertificateMessages.keyType(key);
        for (var suite : suites) {
            if (suite.keyType() == type) {
                return true;
            }
        }
        return false;
    }

    @Override
    public VerifiedChain verify(PeerChain chain) throws ProtocolException {
        return clients.verify(chain);
    }

    @Override
    public void proven(PeerChain chain, VerifiedChain path) {
        clients.proven(chain, path);
    }
}
