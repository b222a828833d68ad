package dev.reprise.tls.internal.crypto;

import dev.reprise.tls.internal.crypto.curve.P256;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ServingProviders;
import java.security.SecureRandom;
import java.util.Arrays;

/** A P-256 key pair of our own arithmetic (RFC 9846 section 4.3.8.2); closing wipes the private key. */
final class P256KeyShare implements KeyShare {
    private final byte[] privateKey;
    private final Bytes publicKey;
    private boolean closed;

    /** Take a private key over, 32 bytes that {@link P256#isScalar} is true of. */
    P256KeyShare(byte[] privateKey) {
        this.privateKey = privateKey;
        var value = new byte[P256.POINT_BYTES];
        P256.publicValue(privateKey, value);
        publicKey = Bytes.wrap(value);
    }

    static P256KeyShare generate(SecureRandom random) {
        var privateKey = new byte[P256.BYTES];
        // FIPS 186-5 appendix A.2.2: one of 2^32 draws is out of range.
        do {
            random.nextBytes(privateKey);
        } while (!P256.isScalar(privateKey));
        return new P256KeyShare(privateKey);
    }

    @Override
    public NamedGroup group() {
        return NamedGroup.SECP256R1;
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
        PublicValue.checkForm(peerPublicKey, EcCurve.P256);
        var shared = new byte[P256.BYTES];
        // RFC 9846 section 4.3.8.2: peers MUST check that the point is on the curve.
        if (!P256.multiply(privateKey, peerPublicKey.toArray(), shared)) {
            throw PublicValue.notOn(EcCurve.P256);
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
