package dev.reprise.tls.internal.crypto;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.interfaces.ECKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;

/** A NIST curve over a prime field, with its parameters looked up once. */
final class EcCurve {
    static final EcCurve P256 = new EcCurve("secp256r1", 32);
    static final EcCurve P384 = new EcCurve("secp384r1", 48);
    static final EcCurve P521 = new EcCurve("secp521r1", 66);

    private final String standardName;
    private final int coordinateLength;
    private final ECParameterSpec parameters;
    private final BigInteger prime;

    private EcCurve(String standardName, int coordinateLength) {
        this.standardName = standardName;
        this.coordinateLength = coordinateLength;
        try {
            var lookup = AlgorithmParameters.getInstance("EC");
            lookup.init(new ECGenParameterSpec(standardName));
            parameters = lookup.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no curve " + standardName, e);
        }
        prime = ((ECFieldFp) parameters.getCurve().getField()).getP();
    }

    /** Return JCA's name. */
    String standardName() {
        return standardName;
    }

    /** Return the length of a coordinate in bytes (RFC 9846 section 4.3.8.2). */
    int coordinateLength() {
        return coordinateLength;
    }

    /** Return JCA's parameters. */
    ECParameterSpec parameters() {
        return parameters;
    }

    /** Tell whether a key is on this curve, whatever name its parameters carry. */
    boolean holds(ECKey key) {
        var other = key.getParams();
        return other != null
                && other.getCurve().equals(parameters.getCurve())
                && other.getGenerator().equals(parameters.getGenerator())
                && other.getOrder().equals(parameters.getOrder());
    }

    /** Tell whether a public point solves the curve's equation with coordinates in the field. */
    boolean contains(ECPoint point) {
        var x = point.getAffineX();
        var y = point.getAffineY();
        if (x.signum() < 0 || x.compareTo(prime) >= 0 || y.signum() < 0 || y.compareTo(prime) >= 0) {
            return false;
        }
        var curve = parameters.getCurve();
        var right =
                x.multiply(x).add(curve.getA()).multiply(x).add(curve.getB()).mod(prime);
        return y.multiply(y).mod(prime).equals(right);
    }
}
