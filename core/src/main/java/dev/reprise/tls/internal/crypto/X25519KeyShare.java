package dev.reprise.tls.internal.crypto;

import dev.reprise.tls.internal.crypto.curve.X25519;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.ServingProviders;
import java.security.SecureRandom;
import java.util.Arrays;

/** An X25519 key pair of our own arithmetic (RFC 7748 section 6.1); closing wipes the private key. */
final class X25519KeyShare implements KeyShare {
    private final byte[] privateKey;
    private final Bytes publicKey;
    private boolean closed;

    /** Take a private key over, 32 bytes. */
    X25519KeyShare(byte[] privateKey) {
        this.privateKey = privateKey;
        var value = new byte[X25519.BYTES];
        X25519.publicValue(privateKey, value);
        publicKey = Bytes.wrap(value);
    }

    static X25519KeyShare generate(SecureRandom random) {
        var privateKey = new byte[X25519.BYTES];
        random.nextBytes(privateKey);
        return new X25519KeyShare(privateKey);
    }

    @Override
    public NamedGroup group() {
        return NamedGroup.X25519;
    }

    @Override
    public String provider() {
        return ServingProviders.REPRISE;
    }

    @Override
    public Bytes publicKey() {
        return publicKey;
    }

    @Override
    public Secret agree(Bytes peerPublicKey) throws ProtocolException {
        if (closed) {
            throw new IllegalStateException("this key share is closed");
        }
        if (peerPublicKey.length() != X25519.BYTES) {
            throw PublicValue.wrongLength(peerPublicKey, X25519.BYTES);
        }
        var shared = new byte[X25519.BYTES];
        // RFC 9846 section 7.4.2: an all-zero result MUST abort.
        if (!X25519.multiply(privateKey, peerPublicKey.toArray(), shared)) {
            throw new ProtocolException(Reason.INVALID_KEY_SHARE, "a public value that leads to the all-zero secret");
        }
        return Secret.take(shared);
    }

    @Override
    public void close() {
        closed = true;
        Arrays.fill(privateKey, (byte) 0);
    }

    /** Return the group and the public value only. */
    @Override
    public String toString() {
        return "KeyShare[" + group() + ", " + publicKey + "]";
    }
}
