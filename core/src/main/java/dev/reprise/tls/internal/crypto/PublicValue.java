package dev.reprise.tls.internal.crypto;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.KeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;

/** How a group writes its public values in key_exchange (RFC 9846 section 4.3.8.2). */
sealed interface PublicValue {
    /** Write a key. */
    Bytes encode(PublicKey key);

    /** Read a peer's value and check that it is one of this group. */
    KeySpec decode(Bytes value) throws ProtocolException;

    /** Return the length of the shared secret in bytes (section 7.4.2). */
    int sharedSecretLength();

    /**
     * X25519: the u-coordinate, little-endian (RFC 7748 section 5).
     *
     * @param integers whether the provider takes JCA's integers; the encoding of RFC 8410 takes the JDK twice the time
     */
    record X25519(boolean integers) implements PublicValue {
        static final int LENGTH = 32;

        // RFC 8410 section 4: SubjectPublicKeyInfo of id-X25519, up to the key itself. Every provider reads and writes
        // it; not each knows JCA's XECPublicKey.
        private static final byte[] HEADER = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x6e, 0x03, 0x21, 0x00};
        private static final KeySpec BASE_POINT =
                new XECPublicKeySpec(NamedParameterSpec.X25519, BigInteger.valueOf(9));

        /** Choose the form that a provider's factory takes. */
        static X25519 of(KeyTools tools) {
            try {
                tools.publicKey(BASE_POINT);
                return new X25519(true);
            } catch (GeneralSecurityException | RuntimeException e) {
                return new X25519(false);
            }
        }

        @Override
        public Bytes encode(PublicKey key) {
            var encoded = key.getEncoded();
            if (encoded == null || encoded.length != HEADER.length + LENGTH) {
                throw new IllegalStateException("a provider's X25519 key without the encoding of RFC 8410");
            }
            return Bytes.wrap(encoded, HEADER.length, LENGTH);
        }

        @Override
        public KeySpec decode(Bytes value) throws ProtocolException {
            if (value.length() != LENGTH) {
                throw wrongLength(value, LENGTH);
            }
            // RFC 7748 section 5: the top bit MUST be masked; values of the prime and above are taken modulo it.
            if (integers) {
                var bigEndian = new byte[LENGTH];
                for (int i = 0; i < LENGTH; i++) {
                    bigEndian[LENGTH - 1 - i] = (byte) value.at(i);
                }
                bigEndian[0] &= 0x7f;
                return new XECPublicKeySpec(NamedParameterSpec.X25519, new BigInteger(1, bigEndian));
            }
            var encoded = Arrays.copyOf(HEADER, HEADER.length + LENGTH);
            value.copyTo(encoded, HEADER.length);
            encoded[encoded.length - 1] &= 0x7f;
            return new X509EncodedKeySpec(encoded);
        }

        @Override
        public int sharedSecretLength() {
            return LENGTH;
        }
    }

    /**
     * A NIST curve: UncompressedPointRepresentation.
     *
     * @param curve the curve
     */
    record Point(EcCurve curve) implements PublicValue {
        private static final int LEGACY_FORM = 4;

        @Override
        public Bytes encode(PublicKey key) {
            var point = ((ECPublicKey) key).getW();
            int length = curve.coordinateLength();
            var value = new byte[1 + 2 * length];
            value[0] = LEGACY_FORM;
            System.arraycopy(fixedLength(point.getAffineX(), length), 0, value, 1, length);
            System.arraycopy(fixedLength(point.getAffineY(), length), 0, value, 1 + length, length);
            return Bytes.wrap(value);
        }

        @Override
        public KeySpec decode(Bytes value) throws ProtocolException {
            int length = curve.coordinateLength();
            checkForm(value, curve);
            var point = new ECPoint(
                    new BigInteger(1, value.slice(1, length).toArray()),
                    new BigInteger(1, value.slice(1 + length, length).toArray()));
            // RFC 9846 section 4.3.8.2: peers MUST check that the point is on the curve, else its order may be tiny.
            if (!curve.contains(point)) {
                throw notOn(curve);
            }
            return new ECPublicKeySpec(point, curve.parameters());
        }

        @Override
        public int sharedSecretLength() {
            return curve.coordinateLength();
        }
    }

    /** Check that a value has the form of an uncompressed point, which the point at infinity does not have. */
    static void checkForm(Bytes value, EcCurve curve) throws ProtocolException {
        int legal = 1 + 2 * curve.coordinateLength();
        if (value.length() != legal) {
            throw wrongLength(value, legal);
        }
        if (value.at(0) != Point.LEGACY_FORM) {
            throw new ProtocolException(
                    Reason.INVALID_KEY_SHARE, "a point of form " + value.at(0) + ", legal is " + Point.LEGACY_FORM);
        }
    }

    /** Say that a value is no point of a curve. */
    static ProtocolException notOn(EcCurve curve) {
        return new ProtocolException(Reason.INVALID_KEY_SHARE, "a point that is not on " + curve.standardName());
    }

    /** Say that a value has another length than it must have. */
    static ProtocolException wrongLength(Bytes value, int legal) {
        return new ProtocolException(
                Reason.INVALID_KEY_SHARE, "a public value of " + value.length() + " bytes, legal is " + legal);
    }

    private static byte[] fixedLength(BigInteger value, int length) {
        var minimal = value.toByteArray();
        var fixed = new byte[length];
        // toByteArray may have a zero byte more in front, for the sign, or miss leading zeros.
        int count = Math.min(minimal.length, length);
        System.arraycopy(minimal, minimal.length - count, fixed, length - count, count);
        return fixed;
    }
}
