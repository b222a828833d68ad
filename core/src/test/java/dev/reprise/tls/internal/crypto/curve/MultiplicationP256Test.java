package dev.reprise.tls.internal.crypto.curve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECPoint;
import org.junit.jupiter.api.Test;

/** Computes the base point's table anew by Bouncy Castle's points; {@code -Dupdate} writes it. */
class MultiplicationP256Test {
    private static final Path FILE = Path.of("src/main/resources/dev/reprise/tls/internal/crypto/curve/p256-comb.bin");
    private static final ECPoint BASE = CustomNamedCurves.getByName("P-256").getG();

    @Test
    void holdsTheOddMultiplesOfTheBasePoint() throws IOException {
        var bytes = ByteBuffer.allocate(26 * 16 * 10 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int row = 0; row < 26; row++) {
            for (int digit = 1; digit < 32; digit += 2) {
                var multiple = BASE.multiply(BigInteger.valueOf(digit).shiftLeft(10 * row))
                        .normalize();
                MultiplesP256Test.put(bytes, multiple.getAffineXCoord().toBigInteger());
                MultiplesP256Test.put(bytes, multiple.getAffineYCoord().toBigInteger());
            }
        }
        if (System.getProperty("update") != null) {
            Files.write(FILE, bytes.array());
        }
        assertThat(Files.readAllBytes(FILE)).isEqualTo(bytes.array());
    }

    @Test
    void picksEachMultipleOfEachRow() {
        var multiple = new PickedMultipleP256();
        var table = MultiplicationP256.Base.TABLE;
        for (int row = 0; row < MultiplicationP256.Base.ROWS; row++) {
            for (int digit = -31; digit < 32; digit += 2) {
                multiple.pick(table, row * MultiplicationP256.Base.ROW, 2 * FieldP256.LIMBS, digit);
                var expected = BASE.multiply(BigInteger.valueOf(digit).shiftLeft(10 * row))
                        .normalize();
                assertThat(FieldP256Test.standard(multiple.x()))
                        .isEqualTo(expected.getAffineXCoord().toBigInteger());
                assertThat(FieldP256Test.standard(multiple.y()))
                        .isEqualTo(expected.getAffineYCoord().toBigInteger());
            }
        }
    }
}
