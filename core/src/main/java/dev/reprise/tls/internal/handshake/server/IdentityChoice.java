package dev.reprise.tls.internal.handshake.server;

import dev.reprise.tls.internal.crypto.Signatures;
import dev.reprise.tls.internal.handshake.Tls12CertificateMessages;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.CodePoints;
import dev.reprise.tls.internal.message.SignatureAlgorithms;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.ProtocolVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The identities of a server, which may be replaced while it runs: each handshake looks once. Thread-safe. */
@FunctionalInterface
public interface IdentityChoice {
    /** Return the identities for a name asked for, or for none, the one to prefer first; at least one. */
    List<Identity> candidates(@Nullable String serverName);

    /**
     * Return the identity for a handshake: the first candidate whose key the client can verify (RFC 9846 section 4.5.1.2),
     * else the first of all, whose unfitness is then told.
     */
    default Identity choose(ClientHello hello, @Nullable String serverName, ProtocolVersion version) {
        var candidates = candidates(serverName);
        var schemes = hello.extensions().find(SignatureAlgorithms.class);
        if (candidates.size() > 1 && schemes != null) {
            for (var candidate : candidates) {
                boolean fits = version == ProtocolVersion.TLS_1_3
                        ? fits(candidate, schemes.schemes())
                        : fitsTls12(candidate, schemes.schemes(), hello);
                if (fits) {
                    return candidate;
                }
            }
        }
        return candidates.get(0);
    }

    private static boolean fits(Identity identity, CodePoints schemes) {
        for (var scheme : Signatures.forKey(identity.leaf().getPublicKey())) {
            if (scheme.allowedInCertificateVerify() && schemes.contains(scheme.code())) {
                return true;
            }
        }
        return false;
    }

    /** RFC 5246 section 7.4.2: the suite says the key's type, too; RFC 8422 section 5.3: the curve is the client's. */
    private static boolean fitsTls12(Identity identity, CodePoints schemes, ClientHello hello) {
        var key = identity.leaf().getPublicKey();
        if (!Tls12CertificateMessages.curveOffered(key, hello)) {
            return false;
        }
        boolean suiteFits = false;
        for (var suite : CipherSuite.values()) {
            suiteFits |= suite.keyType() == Tls12CertificateMessages.keyType(key)
                    && hello.cipherSuites().contains(suite.code());
        }
        for (var scheme : Signatures.forTls12Key(key)) {
            if (suiteFits && schemes.contains(scheme.code())) {
                return true;
            }
        }
        return false;
    }
}
