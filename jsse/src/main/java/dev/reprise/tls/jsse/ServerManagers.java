package dev.reprise.tls.jsse;

import dev.reprise.tls.internal.cert.VerifiedChain;
import dev.reprise.tls.internal.handshake.NegotiatedParameters;
import dev.reprise.tls.internal.handshake.PeerChain;
import dev.reprise.tls.internal.handshake.server.ReceivedClientHello;
import dev.reprise.tls.internal.handshake.server.ServerIdentity;
import dev.reprise.tls.internal.handshake.server.ServerSettings;
import dev.reprise.tls.internal.handshake.server.ServerShell;
import dev.reprise.tls.internal.handshake.tls12.Tls12CertificateMessages;
import dev.reprise.tls.internal.ticket.TicketPolicy;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.CipherSuite.KeyType;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.SignatureScheme;
import java.security.Principal;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Answers by JSSE's managers with what a server proves itself, and whether a client's chain passes. */
final class ServerManagers implements ServerShell, TicketPolicy.TicketClients {
    private final Handshake handshake;
    private final Managers managers;

    ServerManagers(Handshake handshake, Managers managers) {
        this.handshake = handshake;
        this.managers = managers;
    }

    @Override
    public @Nullable ServerIdentity identity(
            ReceivedClientHello hello, NegotiatedParameters negotiated, ServerSettings settings) {
        var keys = managers.keys();
        if (keys == null) {
            return null;
        }
        var issuers = issuers(hello);
        for (var keyType : keyTypes(negotiated)) {
            var identity = identity(keys, keyType, issuers);
            if (identity != null && fits(identity, hello, negotiated, settings)) {
                return ServerIdentity.of(identity, hello.name());
            }
        }
        return null;
    }

    /** Return the types of keys to ask for, in the client's order; in TLS 1.2 those that a common suite is for. */
    private static Set<String> keyTypes(NegotiatedParameters negotiated) {
        boolean tls13 = negotiated.version() == ProtocolVersion.TLS_1_3;
        var types = new LinkedHashSet<String>();
        for (var scheme : KnownSchemes.of(negotiated.peerSchemes())) {
            if (tls13 ? scheme.allowedInCertificateVerify() : suiteTakes(scheme, negotiated.suites())) {
                types.add(SchemeNames.keyType(scheme));
            }
        }
        return types;
    }

    private static boolean suiteTakes(SignatureScheme scheme, List<CipherSuite> suites) {
        var wanted = SchemeNames.keyType(scheme).startsWith("RSA") ? KeyType.RSA : KeyType.ECDSA;
        for (var suite : suites) {
            if (suite.keyType() == wanted) {
                return true;
            }
        }
        return false;
    }

    /** Return whom the client names as issuers; null, which is anybody, also where it names more than are worth reading. */
    private static Principal @Nullable [] issuers(ReceivedClientHello hello) {
        return hello.authorities().size() > ReceivedClientHello.MAX_AUTHORITIES
                ? null
                : ClientManagers.issuers(hello.authorities());
    }

    private @Nullable Identity identity(X509ExtendedKeyManager keys, String keyType, Principal @Nullable [] issuers) {
        var identity = Managers.identity(keys, handshake.asking().serverAlias(keys, keyType, issuers));
        return identity != null && identity.leaf().getPublicKey().getAlgorithm().equals(keyType) ? identity : null;
    }

    private static boolean fits(
            Identity identity, ReceivedClientHello hello, NegotiatedParameters negotiated, ServerSettings settings) {
        var schemes = negotiated.peerSchemes();
        return schemes != null
                && settings.terms().ownSchemes().forIdentity(identity, negotiated.version(), schemes) != null
                && (negotiated.version() == ProtocolVersion.TLS_1_3
                        || Tls12CertificateMessages.curveOffered(identity.leaf().getPublicKey(), hello.message()));
    }

    @Override
    public VerifiedChain verify(PeerChain chain) throws ProtocolException {
        try {
            check(chain.certificates());
        } catch (CertificateException e) {
            throw CertificateRefusal.of(e, false);
        }
        return CertificateRefusal.passed(chain.certificates());
    }

    /** Answer never: other programs' tickets do not hold the chain that a trust manager would want to see. */
    @Override
    public @Nullable Instant validUntil(X509Certificate leaf, Instant now) {
        return null;
    }

    @Override
    public boolean needsChain() {
        return true;
    }

    @Override
    public boolean stillAccepted(List<X509Certificate> chain, ProtocolVersion version) {
        handshake.negotiated(version);
        if (managers.verdicts().accepted(handshake.question(chain, authType(chain.get(0))))) {
            return true;
        }
        try {
            check(chain);
            return true;
        } catch (CertificateException e) {
            return false; // The client proves itself anew, and is told then if it is not welcome.
        }
    }

    private void check(List<X509Certificate> chain) throws CertificateException {
        var authType = authType(chain.get(0));
        handshake.asking().checkClient(managers.trust(), chain.toArray(X509Certificate[]::new), authType);
        managers.verdicts().accept(handshake.question(chain, authType));
    }

    private static String authType(X509Certificate leaf) {
        var algorithm = leaf.getPublicKey().getAlgorithm();
        return switch (algorithm) {
            case "EC", "RSA", "RSASSA-PSS", "DSA" -> algorithm;
            default -> "UNKNOWN";
        };
    }
}
