package dev.reprise.tls.internal.crypto.curve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECPoint;
import org.junit.jupiter.api.Test;

/** Computes tables anew by Bouncy Castle's points; {@code -Dupdate} writes the base point's. */
class MultiplesP256Test {
    private static final Path FILE =
            Path.of("src/main/resources/dev/reprise/tls/internal/crypto/curve/p256-multiples.bin");
    private static final ECPoint BASE = CustomNamedCurves.getByName("P-256").getG();
    private static final long SEED = Long.getLong("test.seed", 256);

    @Test
    void holdsTheMultiplesOfTheBasePoint() throws IOException {
        var bytes = ByteBuffer.allocate(8 * 32 * 10 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int word = 0; word < 8; word++) {
            for (int digit = 1; digit < 64; digit += 2) {
                var multiple = multiple(BASE, word, digit);
                put(bytes, multiple.getAffineXCoord().toBigInteger());
                put(bytes, multiple.getAffineYCoord().toBigInteger());
            }
        }
        if (System.getProperty("update") != null) {
            Files.write(FILE, bytes.array());
        }
        assertThat(Files.readAllBytes(FILE)).isEqualTo(bytes.array());
        assertHolds(MultiplesP256.ofBase(), BASE, 64);
    }

    @Test
    void computesTheMultiplesOfAnyPoint() {
        var random = new Random(SEED);
        for (int i = 0; i < 20; i++) {
            var point = BASE.multiply(i == 0 ? BigInteger.ONE : new BigInteger(256, random))
                    .normalize();
            var x = FieldP256Test.of(new long[5]);
            var y = FieldP256Test.of(new long[5]);
            x.load(point.getAffineXCoord().getEncoded(), 0);
            y.load(point.getAffineYCoord().getEncoded(), 0);
            assertHolds(MultiplesP256.large(x, y), point, 16);
            assertHolds(MultiplesP256.small(x, y), point, 16);
        }
    }

    private static void assertHolds(MultiplesP256 table, ECPoint point, int most) {
        var x = FieldP256Test.of(new long[5]);
        var y = FieldP256Test.of(new long[5]);
        for (int word = 0; word < 256 / table.wordBits(); word++) {
            for (int digit = 1; digit < most; digit += 2) {
                var multiple = multiple(point, word, digit);
                table.load(word, digit, x, y);
                assertThat(FieldP256Test.standard(x))
                        .isEqualTo(multiple.getAffineXCoord().toBigInteger());
                assertThat(FieldP256Test.standard(y))
                        .isEqualTo(multiple.getAffineYCoord().toBigInteger());
                table.load(word, -digit, x, y);
                assertThat(FieldP256Test.standard(x))
                        .isEqualTo(multiple.getAffineXCoord().toBigInteger());
                assertThat(FieldP256Test.standard(y))
                        .isEqualTo(multiple.negate().getAffineYCoord().toBigInteger());
            }
        }
    }

    private static ECPoint multiple(ECPoint point, int word, int digit) {
        return point.multiply(BigInteger.valueOf(digit).shiftLeft(32 * word)).normalize();
    }

    /** In Montgomery's form. */
    static void put(ByteBuffer bytes, BigInteger coordinate) {
        var value = coordinate.shiftLeft(260).mod(FieldP256Test.P);
        for (int i = 0; i < 5; i++) {
            bytes.putLong(value.shiftRight(52 * i).longValue() & ((1L << 52) - 1));
        }
    }
}
