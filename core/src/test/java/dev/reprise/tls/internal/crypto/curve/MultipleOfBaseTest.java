package dev.reprise.tls.internal.crypto.curve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Computes the table anew from RFC 8032's definition of the curve; {@code -Dupdate} writes it. */
class MultipleOfBaseTest {
    private static final Path FILE =
            Path.of("src/main/resources/dev/reprise/tls/internal/crypto/curve/base-point-multiples.bin");
    private static final BigInteger P = Field25519Test.P;
    /** RFC 8032 section 5.1: -121665/121666. */
    private static final BigInteger D = BigInteger.valueOf(-121665)
            .multiply(BigInteger.valueOf(121666).modInverse(P))
            .mod(P);

    private record Point(BigInteger x, BigInteger y) {
        /** RFC 8032 section 5.1.4, in affine coordinates. */
        Point plus(Point other) {
            var product = D.multiply(x)
                    .multiply(other.x)
                    .multiply(y)
                    .multiply(other.y)
                    .mod(P);
            var sumX = x.multiply(other.y).add(y.multiply(other.x));
            var sumY = y.multiply(other.y).add(x.multiply(other.x));
            return new Point(
                    sumX.multiply(BigInteger.ONE.add(product).modInverse(P)).mod(P),
                    sumY.multiply(BigInteger.ONE.subtract(product).modInverse(P))
                            .mod(P));
        }

        boolean isOnTheCurve() {
            var xx = x.multiply(x);
            var yy = y.multiply(y);
            return yy.subtract(xx)
                            .subtract(BigInteger.ONE)
                            .subtract(D.multiply(xx).multiply(yy))
                            .mod(P)
                            .signum()
                    == 0;
        }
    }

    // RFC 8032 section 5.1.
    private static final Point BASE = new Point(
            new BigInteger("15112221349535400772501151409588531511454012693041857206046113283949847762202"),
            new BigInteger("46316835694926478169428394003475163141307993866256225615783033603165251855960"));

    @Test
    void holdsTheMultiplesOfTheBasePoint() throws IOException {
        assertThat(BASE.isOnTheCurve()).isTrue();
        var bytes = ByteBuffer.allocate(MultipleOfBase.ROWS * MultipleOfBase.COLUMNS * 15 * Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        var first = BASE;
        for (int row = 0; row < MultipleOfBase.ROWS; row++) {
            var point = first;
            for (int column = 0; column < MultipleOfBase.COLUMNS; column++) {
                put(bytes, point.y.add(point.x));
                put(bytes, point.y.subtract(point.x));
                put(bytes, BigInteger.TWO.multiply(D).multiply(point.x).multiply(point.y));
                point = point.plus(first);
            }
            for (int i = 0; i < 8; i++) {
                first = first.plus(first);
            }
        }
        if (System.getProperty("update") != null) {
            Files.write(FILE, bytes.array());
        }
        assertThat(Files.readAllBytes(FILE)).isEqualTo(bytes.array());
    }

    /** All digits of all rows, zero and the negative ones among them, against the affine definition. */
    @Test
    void picksEveryDigitOfEveryRow() {
        var multiple = new MultipleOfBase();
        var first = BASE;
        for (int row = 0; row < MultipleOfBase.ROWS; row++) {
            var point = new Point(BigInteger.ZERO, BigInteger.ONE);
            for (int digit = 0; digit <= 8; digit++) {
                multiple.pick(row, digit);
                assertPicked(multiple, point);
                multiple.pick(row, -digit);
                assertPicked(multiple, new Point(point.x.negate(), point.y));
                point = point.plus(first);
            }
            for (int i = 0; i < 8; i++) {
                first = first.plus(first);
            }
        }
    }

    private static void assertPicked(MultipleOfBase multiple, Point point) {
        assertThat(Field25519Test.value(multiple.yPlusX()))
                .isEqualTo(point.y.add(point.x).mod(P));
        assertThat(Field25519Test.value(multiple.yMinusX()))
                .isEqualTo(point.y.subtract(point.x).mod(P));
        assertThat(Field25519Test.value(multiple.xy2d()))
                .isEqualTo(BigInteger.TWO
                        .multiply(D)
                        .multiply(point.x)
                        .multiply(point.y)
                        .mod(P));
    }

    private static void put(ByteBuffer bytes, BigInteger value) {
        var canonical = value.mod(P);
        for (int i = 0; i < 5; i++) {
            bytes.putLong(canonical.shiftRight(51 * i).longValue() & ((1L << 51) - 1));
        }
    }
}
