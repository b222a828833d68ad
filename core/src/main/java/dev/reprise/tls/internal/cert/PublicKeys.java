package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.internal.wire.DerWriter;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Map;

/** Makes public keys of SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7). Thread-safe. */
final class PublicKeys {
    /** JCA's names; of other algorithms it may know the object identifier. */
    private static final Map<ObjectIdentifier, String> NAMES = Map.of(
            ObjectIdentifier.of("1.2.840.113549.1.1.1"),
            "RSA",
            ObjectIdentifier.of("1.2.840.113549.1.1.10"),
            "RSASSA-PSS",
            EcParameters.EC,
            "EC",
            ObjectIdentifier.of("1.3.101.112"),
            "Ed25519",
            ObjectIdentifier.of("1.3.101.113"),
            "Ed448",
            ObjectIdentifier.of("1.2.840.10040.4.1"),
            "DSA");

    private PublicKeys() {}

    /** A key that nothing here can use: of an algorithm or a curve that the platform does not have. */
    private record UnknownKey(String algorithm, Bytes encoded) implements PublicKey {
        private static final long serialVersionUID = 1L;

        @Override
        public String getAlgorithm() {
            return algorithm;
        }

        @Override
        public String getFormat() {
            return "X.509";
        }

        @Override
        public byte[] getEncoded() {
            return encoded.toArray();
        }
    }

    /**
     * Decode one whole SubjectPublicKeyInfo. A key that is damaged is {@link Reason#MALFORMED_CERTIFICATE}; one that is of an
     * unknown kind has an encoding and the object identifier as its algorithm, and verifies nothing.
     */
    static PublicKey decode(Bytes encoded) throws ProtocolException {
        var fields = new DerReader(encoded).enter(DerReader.SEQUENCE);
        var identifier = EcParameters.withNamedCurve(fields.element());
        var algorithm = AlgorithmIdentifier.parse(new DerReader(identifier));
        var bits = fields.element();
        BitString.parseBytes(new DerReader(bits));
        fields.end();
        if (algorithm.algorithm().equals(EcParameters.EC)
                && (algorithm.parameters() == null || !known(algorithm.parameters()))) {
            return new UnknownKey(algorithm.algorithm().toString(), encoded);
        }
        var name =
                NAMES.getOrDefault(algorithm.algorithm(), algorithm.algorithm().toString());
        try {
            return KeyFactory.getInstance(name).generatePublic(new X509EncodedKeySpec(joined(identifier, bits)));
        } catch (NoSuchAlgorithmException e) {
            return new UnknownKey(name, encoded);
        } catch (GeneralSecurityException | RuntimeException e) {
            // The provider's own message may repeat what the peer sent, so it is no cause.
            throw new ProtocolException(
                    Reason.MALFORMED_CERTIFICATE, "a public key that is not a legal " + name + " key");
        }
    }

    /** Tell whether a key is more than an encoding. */
    static boolean usable(PublicKey key) {
        return !(key instanceof UnknownKey);
    }

    private static boolean known(Bytes curve) {
        try {
            AlgorithmParameters.getInstance("EC").init(curve.toArray());
            return true;
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            return false;
        }
    }

    private static byte[] joined(Bytes identifier, Bytes bits) {
        var writer = new DerWriter(identifier.length() + bits.length() + 4);
        int mark = writer.open(DerReader.SEQUENCE);
        return writer.element(identifier).element(bits).close(mark).toArray();
    }
}
