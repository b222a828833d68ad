package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.internal.wire.DerWriter;
import dev.reprise.tls.spec.ProtocolException;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of an elliptic curve key, which name a curve (RFC 5480 section 2.1.1) or describe one (RFC 3279 section
 * 2.3.5). The JDK reads names alone; old files describe the curves that everybody uses.
 */
final class EcParameters {
    static final ObjectIdentifier EC = ObjectIdentifier.of("1.2.840.10045.2.1"); // id-ecPublicKey

    private static final ObjectIdentifier PRIME_FIELD = ObjectIdentifier.of("1.2.840.10045.1.1");

    /** The curves of TLS (RFC 9846 section 4.3.3), with their names (RFC 5480 section 2.1.1.1). */
    private static final List<Curve> CURVES = List.of(
            Curve.of("secp256r1", "06082a8648ce3d030107", 32),
            Curve.of("secp384r1", "06052b81040022", 48),
            Curve.of("secp521r1", "06052b81040023", 66));

    private EcParameters() {}

    private record Curve(Bytes identifier, int coordinateLength, ECParameterSpec parameters) {
        static Curve of(String standardName, String identifierHex, int coordinateLength) {
            try {
                var lookup = AlgorithmParameters.getInstance("EC");
                lookup.init(new ECGenParameterSpec(standardName));
                var parameters = lookup.getParameterSpec(ECParameterSpec.class);
                return new Curve(Bytes.ofHex(identifierHex), coordinateLength, parameters);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this Java runtime has no curve " + standardName, e);
            }
        }

        BigInteger prime() {
            return ((ECFieldFp) parameters.getCurve().getField()).getP();
        }
    }

    /**
     * Return the name of the curve, a whole OBJECT IDENTIFIER: the parameters themselves if they are one, else that of the
     * known curve with exactly these parameters; null if there is none.
     */
    static @Nullable Bytes named(Bytes parameters) {
        try {
            var reader = new DerReader(parameters);
            if (reader.nextTag() == ObjectIdentifier.TAG) {
                return parameters;
            }
            var fields = reader.enter(DerReader.SEQUENCE);
            reader.end();
            return described(fields);
        } catch (ProtocolException e) {
            return null;
        }
    }

    /**
     * Return an AlgorithmIdentifier in which a known curve that was described is named; any other as it is, also one that is
     * none.
     */
    static Bytes withNamedCurve(Bytes algorithmIdentifier) {
        try {
            var algorithm = AlgorithmIdentifier.parse(new DerReader(algorithmIdentifier));
            if (!algorithm.algorithm().equals(EC) || algorithm.parameters() == null) {
                return algorithmIdentifier;
            }
            var name = named(algorithm.parameters());
            if (name == null) {
                return algorithmIdentifier;
            }
            var writer = new DerWriter(32);
            int mark = writer.open(DerReader.SEQUENCE);
            writer.element(
                    new DerReader(algorithmIdentifier).enter(DerReader.SEQUENCE).element());
            writer.element(name).close(mark);
            return Bytes.wrap(writer.toArray());
        } catch (ProtocolException e) {
            return algorithmIdentifier; // for others to refuse
        }
    }

    /**
     * SpecifiedECDomain. Every number must be the known curve's, the generator above all: with one of its own choice anybody
     * has a private key for any public key (CVE-2020-0601).
     */
    private static @Nullable Bytes described(DerReader fields) throws ProtocolException {
        fields.integer(3); // the version says which optional fields may follow
        var field = fields.enter(DerReader.SEQUENCE);
        if (!ObjectIdentifier.parse(field).equals(PRIME_FIELD)) {
            return null;
        }
        var prime = number(field.content(DerReader.INTEGER));
        var curve = fields.enter(DerReader.SEQUENCE);
        var a = number(curve.content(DerReader.OCTET_STRING));
        var b = number(curve.content(DerReader.OCTET_STRING));
        if (curve.hasNext()) {
            curve.content(BitString.TAG); // the seed, which explains b
        }
        curve.end();
        var generator = fields.content(DerReader.OCTET_STRING);
        var order = number(fields.content(DerReader.INTEGER));
        // The known curves have the cofactor 1.
        if (fields.hasNext() && fields.integer(Integer.MAX_VALUE) != 1) {
            return null;
        }
        for (var known : CURVES) {
            if (known.prime().equals(prime)
                    && known.parameters.getCurve().getA().equals(a)
                    && known.parameters.getCurve().getB().equals(b)
                    && known.parameters.getOrder().equals(order)
                    && encodes(generator, known.parameters.getGenerator(), known.coordinateLength)) {
                return known.identifier;
            }
        }
        return null;
    }

    /** Compare with both forms of a point (SEC 1 section 2.3.3). */
    private static boolean encodes(Bytes encoded, ECPoint point, int coordinateLength) {
        boolean odd = point.getAffineY().testBit(0);
        if (encoded.length() == 1 + coordinateLength) {
            return encoded.at(0) == (odd ? 3 : 2)
                    && number(encoded.slice(1, coordinateLength)).equals(point.getAffineX());
        }
        return encoded.length() == 1 + 2 * coordinateLength
                && encoded.at(0) == 4
                && number(encoded.slice(1, coordinateLength)).equals(point.getAffineX())
                && number(encoded.slice(1 + coordinateLength, coordinateLength)).equals(point.getAffineY());
    }

    private static BigInteger number(Bytes content) {
        return new BigInteger(1, content.toArray());
    }
}
