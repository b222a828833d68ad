package dev.reprise.tls.internal.crypto;

import dev.reprise.tls.internal.crypto.curve.P256;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolException;
import java.security.SecureRandom;

/** A P-256 key pair of our own arithmetic (RFC 9846 section 4.3.8.2). */
final class P256KeyShare extends OwnKeyShare {
    /** Take a private key over, 32 bytes that {@link P256#isScalar} is true of. */
    P256KeyShare(byte[] privateKey) {
        super(NamedGroup.SECP256R1, privateKey, publicValue(privateKey));
    }

    static P256KeyShare generate(SecureRandom random) {
        var privateKey = new byte[P256.BYTES];
        // FIPS 186-5 appendix A.2.2: one of 2^32 draws is out of range.
        do {
            random.nextBytes(privateKey);
        } while (!P256.isScalar(privateKey));
        return new P256KeyShare(privateKey);
    }

    private static byte[] publicValue(byte[] privateKey) {
        var value = new byte[P256.POINT_BYTES];
        P256.publicValue(privateKey, value);
        return value;
    }

    @Override
    byte[] shared(byte[] privateKey, Bytes peerPublicKey) throws ProtocolException {
        PublicValue.checkForm(peerPublicKey, EcCurve.P256);
        var shared = new byte[P256.BYTES];
        // RFC 9846 section 4.3.8.2: peers MUST check that the point is on the curve.
        if (!P256.multiply(privateKey, peerPublicKey.toArray(), shared)) {
            throw PublicValue.notOn(EcCurve.P256);
        }
        return shared;
    }
}
