package dev.reprise.tls.internal.handshake;

import dev.reprise.tls.internal.crypto.Signatures;
import dev.reprise.tls.internal.message.CodePoints;
import dev.reprise.tls.internal.message.SignatureAlgorithms;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.PrivateKeySigner;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.SignatureScheme;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The signature schemes one side signs by, or takes from its peer, most wanted first (RFC 9846 section 4.3.3). What
 * handshakes ask for is worked out once. Immutable.
 */
public final class SignatureSchemes {
    /** All that Reprise has, in its own order. */
    public static final SignatureSchemes ALL = of(List.of(SignatureScheme.values()));

    private final List<SignatureScheme> all;
    private final SignatureAlgorithms extension;

    private SignatureSchemes(List<SignatureScheme> all) {
        this.all = all;
        extension = new SignatureAlgorithms(CodePoints.of(all, SignatureScheme::code));
    }

    /** Take these, at least one; the list is copied. */
    public static SignatureSchemes of(List<SignatureScheme> schemes) {
        if (schemes.isEmpty()) {
            throw new IllegalArgumentException("no signature scheme");
        }
        return new SignatureSchemes(List.copyOf(schemes));
    }

    /** Return all. */
    public List<SignatureScheme> all() {
        return all;
    }

    /** Return the code points of all. */
    public CodePoints codes() {
        return extension.schemes();
    }

    /** Return the extension that says what is accepted. */
    public SignatureAlgorithms extension() {
        return extension;
    }

    /** Return the scheme that a peer has signed by, or null when it is none of these. */
    public @Nullable SignatureScheme chosen(int code) {
        for (var scheme : all) {
            if (scheme.code() == code) {
                return scheme;
            }
        }
        return null;
    }

    /**
     * Return the scheme to sign a handshake with: the most wanted one that fits the key, that its owner can sign by and that
     * the peer accepts (RFC 9846 section 4.5.2, RFC 5246 section 7.4.3); null when there is none.
     */
    public @Nullable SignatureScheme forIdentity(Identity identity, ProtocolVersion version, CodePoints accepted) {
        var key = identity.leaf().getPublicKey();
        for (var scheme : all) {
            if (accepted.contains(scheme.code()) && Signatures.fits(scheme, key) && signs(identity, scheme)) {
                return scheme;
            }
        }
        if (version == ProtocolVersion.TLS_1_3) {
            return null;
        }
        // TLS 1.2 has more that fits, but a scheme of the key's own curve comes first: it is as strong as the key.
        for (var scheme : all) {
            if (accepted.contains(scheme.code()) && Signatures.fitsTls12(scheme, key) && signs(identity, scheme)) {
                return scheme;
            }
        }
        return null;
    }

    private static boolean signs(Identity identity, SignatureScheme scheme) {
        return !(identity.privateKey() instanceof PrivateKeySigner remote) || remote.signs(scheme);
    }
}
