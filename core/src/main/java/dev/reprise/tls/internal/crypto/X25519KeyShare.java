package dev.reprise.tls.internal.crypto;

import dev.reprise.tls.internal.crypto.curve.X25519;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.security.SecureRandom;

/** An X25519 key pair of our own arithmetic (RFC 7748 section 6.1). */
final class X25519KeyShare extends OwnKeyShare {
    /** Take a private key over, 32 bytes. */
    X25519KeyShare(byte[] privateKey) {
        super(NamedGroup.X25519, privateKey, publicValue(privateKey));
    }

    static X25519KeyShare generate(SecureRandom random) {
        var privateKey = new byte[X25519.BYTES];
        random.nextBytes(privateKey);
        return new X25519KeyShare(privateKey);
    }

    private static byte[] publicValue(byte[] privateKey) {
        var value = new byte[X25519.BYTES];
        X25519.publicValue(privateKey, value);
        return value;
    }

    @Override
    byte[] shared(byte[] privateKey, Bytes peerPublicKey) throws ProtocolException {
        if (peerPublicKey.length() != X25519.BYTES) {
            throw PublicValue.wrongLength(peerPublicKey, X25519.BYTES);
        }
        var shared = new byte[X25519.BYTES];
        // RFC 9846 section 7.4.2: an all-zero result MUST abort.
        if (!X25519.multiply(privateKey, peerPublicKey.toArray(), shared)) {
            throw new ProtocolException(Reason.INVALID_KEY_SHARE, "a public value that leads to the all-zero secret");
        }
        return shared;
    }
}
