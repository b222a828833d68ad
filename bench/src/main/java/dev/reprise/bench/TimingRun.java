package dev.reprise.bench;

import dev.reprise.tls.internal.crypto.curve.EcdsaP256Signer;
import dev.reprise.tls.internal.crypto.curve.P256;
import dev.reprise.tls.internal.crypto.curve.X25519;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;

/**
 * Looks for secrets in the time that X25519 and P-256 take, by the method of dudect (Reparaz, Balasch, Verbauwhede, "Dude, is
 * my code constant time?", 2017): one scalar against random ones, in random order, and Welch's t-test on the two sets of
 * times, all of them and without the slowest. Started by {@code bench/run --timing}, with the measurements of each row as an
 * argument.
 *
 * <p>A t over 10 in size is a leak; one over 4.5 calls for more measurements, in which a leak's t would grow. The last row
 * is a control: an operation whose time depends a little on its operand, which the test must find.
 */
final class TimingRun {
    private static final int DEFAULT_MEASUREMENTS = 400_000;
    private static final int BATCH = 2_000;
    private static final int WARM_UP_BATCHES = 10;
    /** Times over these quantiles are left out, which takes interrupts away and shows small differences. */
    private static final double[] QUANTILES = {1, 0.99, 0.95, 0.9, 0.75, 0.5, 0.25};

    private static final double LEAK = 10;

    private final SecureRandom random = new SecureRandom();
    private final byte[] target = new byte[32];
    private int sink;

    private interface Operation {
        void run(byte[] secret);
    }

    private TimingRun() {}

    public static void main(String[] args) {
        int measurements = args.length > 0 ? Integer.parseInt(args[0]) : DEFAULT_MEASUREMENTS;
        var run = new TimingRun();
        var point = new byte[32];
        run.random.nextBytes(point);
        var zeros = new byte[32];
        var ones = new byte[32];
        Arrays.fill(ones, (byte) 0xff);
        var one = new byte[32];
        run.random.nextBytes(one);
        var eights = new byte[32];
        Arrays.fill(eights, (byte) 0x88);
        var scalars = new LinkedHashMap<String, byte[]>();
        scalars.put("all bits 0", zeros);
        scalars.put("all bits 1", ones);
        scalars.put("all digits 8", eights);
        scalars.put("a random one", one);
        System.out.println("| operation | fixed scalar | measurements | largest t | of the fastest |");
        System.out.println("|---|---|---|---|---|");
        for (var scalar : scalars.entrySet()) {
            run.row("X25519, key", scalar.getKey(), scalar.getValue(), measurements, secret -> {
                X25519.publicValue(secret, run.target);
                run.sink += run.target[0];
            });
        }
        for (var scalar : scalars.entrySet()) {
            run.row("X25519, agreement", scalar.getKey(), scalar.getValue(), measurements, secret -> {
                X25519.multiply(secret, point, run.target);
                run.sink += run.target[0];
            });
        }
        run.p256(one, measurements);
        // Leaks a nanosecond for each bit that is set: the measurement is worth something only if it finds that.
        double control =
                run.row("control: a key, and a step for each bit set", "all bits 0", zeros, measurements, secret -> {
                    X25519.publicValue(secret, run.target);
                    run.sink += run.target[0] + run.stepForEachBitSet(secret);
                });
        if (Math.abs(control) < LEAK) {
            System.err.println("bench: the control was not found; the machine is too busy, or measure more");
            System.exit(1);
        }
        System.err.println("bench: done, " + (run.sink & 1));
    }

    private void p256(byte[] one, int measurements) {
        var point = new byte[P256.POINT_BYTES];
        P256.publicValue(inRange(one.clone()), point);
        var digest = new byte[32];
        random.nextBytes(digest);
        var value = new byte[P256.POINT_BYTES];
        var least = new byte[32];
        least[31] = 1;
        var ones = new byte[32];
        Arrays.fill(ones, (byte) 0xff);
        var scalars = new LinkedHashMap<String, byte[]>();
        scalars.put("1", least);
        scalars.put("2^255 - 1", ones);
        scalars.put("a random one", one);
        var operations = new LinkedHashMap<String, Operation>();
        operations.put("P-256, key", secret -> P256.publicValue(secret, value));
        operations.put("P-256, agreement", secret -> P256.multiply(secret, point, target));
        operations.put("ECDSA P-256, private key", secret -> EcdsaP256Signer.sign(secret, one, digest, value));
        operations.put("ECDSA P-256, nonce", secret -> EcdsaP256Signer.sign(one, secret, digest, value));
        inRange(one);
        for (var operation : operations.entrySet()) {
            for (var scalar : scalars.entrySet()) {
                row(operation.getKey(), scalar.getKey(), scalar.getValue(), measurements, secret -> {
                    operation.getValue().run(inRange(secret));
                    sink += target[0] + value[1];
                });
            }
        }
    }

    /** Make a scalar below the order, which is above 2^255. */
    private static byte[] inRange(byte[] scalar) {
        scalar[0] &= 0x7f;
        return scalar;
    }

    private int stepForEachBitSet(byte[] secret) {
        int steps = 1;
        for (int i = 0; i < 8 * secret.length; i++) {
            if ((secret[i >> 3] >> (i & 7) & 1) != 0) {
                steps = steps * 31 + (steps >>> 3) + i;
            }
        }
        return steps;
    }

    private double row(String operation, String title, byte[] fixed, int measurements, Operation timed) {
        int batches = measurements / BATCH;
        var times = new long[batches * BATCH];
        var isFixed = new boolean[times.length];
        var secrets = new byte[BATCH][32];
        var secret = new byte[32];
        for (int batch = -WARM_UP_BATCHES; batch < batches; batch++) {
            int from = Math.max(0, batch) * BATCH;
            for (int i = 0; i < BATCH; i++) {
                random.nextBytes(secrets[i]);
                isFixed[from + i] = random.nextBoolean();
                if (isFixed[from + i]) {
                    System.arraycopy(fixed, 0, secrets[i], 0, 32);
                }
            }
            for (int i = 0; i < BATCH; i++) {
                // Both kinds come out of the same memory.
                System.arraycopy(secrets[i], 0, secret, 0, 32);
                long start = System.nanoTime();
                timed.run(secret);
                times[from + i] = System.nanoTime() - start;
            }
        }
        var sorted = times.clone();
        Arrays.sort(sorted);
        double largest = 0;
        double at = 1;
        for (double quantile : QUANTILES) {
            long most = sorted[(int) Math.min(sorted.length - 1, Math.round(quantile * sorted.length))];
            double t = welch(times, isFixed, most);
            if (Math.abs(t) > Math.abs(largest)) {
                largest = t;
                at = quantile;
            }
        }
        System.out.printf("| %s | %s | %,d | %.2f | %.0f %% |%n", operation, title, times.length, largest, 100 * at);
        return largest;
    }

    /** Return Welch's t of the times up to one, of the fixed scalar less the random ones. */
    private static double welch(long[] times, boolean[] isFixed, long most) {
        var count = new double[2];
        var mean = new double[2];
        var squares = new double[2];
        for (int i = 0; i < times.length; i++) {
            if (times[i] <= most) {
                int kind = isFixed[i] ? 0 : 1;
                count[kind]++;
                double difference = times[i] - mean[kind];
                mean[kind] += difference / count[kind];
                squares[kind] += difference * (times[i] - mean[kind]);
            }
        }
        double error = 0;
        for (int kind = 0; kind < 2; kind++) {
            error += squares[kind] / (count[kind] - 1) / count[kind];
        }
        return (mean[0] - mean[1]) / Math.sqrt(error);
    }
}
