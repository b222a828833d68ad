package dev.reprise.tls.internal.crypto;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One key pair of JCA's. JCA cannot wipe a private key: closing drops it. */
final class JcaKeyShare implements KeyShare {
    private final JcaGroup jca;
    private final Bytes publicKey;
    /** Null once closed. */
    private @Nullable PrivateKey privateKey;

    JcaKeyShare(JcaGroup jca, KeyPair pair) {
        this.jca = jca;
        publicKey = jca.publicValue().encode(pair.getPublic());
        privateKey = pair.getPrivate();
    }

    @Override
    public NamedGroup group() {
        return jca.group();
    }

    @Override
    public String provider() {
        return jca.provider();
    }

    @Override
    public Bytes publicKey() {
        return publicKey;
    }

    @Override
    public Secret agree(Bytes peerPublicKey) throws ProtocolException {
        var own = privateKey;
        if (own == null) {
            throw new IllegalStateException("this key share is closed");
        }
        var peer = jca.peerKey(peerPublicKey);
        byte[] shared;
        try {
            var agreement = jca.newAgreement();
            agreement.init(own);
            agreement.doPhase(peer, true);
            shared = agreement.generateSecret();
        } catch (InvalidKeyException | IllegalStateException e) {
            // What the JDK, and what Bouncy Castle says to points of small order.
            throw new ProtocolException(Reason.INVALID_KEY_SHARE, "a public value that leads to no shared secret", e);
        } catch (GeneralSecurityException e) {
            throw new ProtocolException(Reason.INTERNAL_ERROR, "key agreement failed in " + group(), e);
        }
        // RFC 9846 section 7.4.2: leading zeros MUST NOT be truncated; JCA does not promise to keep them.
        int length = jca.publicValue().sharedSecretLength();
        var padded = shared;
        if (shared.length < length) {
            padded = new byte[length];
            System.arraycopy(shared, 0, padded, length - shared.length, shared.length);
            Arrays.fill(shared, (byte) 0);
        }
        // RFC 9846 section 7.4.2: an all-zero X25519 result MUST abort. The loop looks at every byte, whatever it is.
        int bits = 0;
        for (byte b : padded) {
            bits |= b;
        }
        if (bits == 0 && group() == NamedGroup.X25519) {
            throw new ProtocolException(Reason.INVALID_KEY_SHARE, "a public value that leads to the all-zero secret");
        }
        return Secret.take(padded);
    }

    @Override
    public void close() {
        privateKey = null;
    }

    /** Return the group and the public value only. */
    @Override
    public String toString() {
        return "KeyShare[" + group() + ", " + publicKey + "]";
    }
}
