package dev.reprise.tls.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.HashAlgorithm;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HkdfTest {
    private static final byte[] NONE = new byte[0];

    @Test
    void extractsAndExpandsAsRfc5869Says() {
        int seen = 0;
        for (var block : Vectors.blocksOf("/primitives/hkdf_rfc5869.txt")) {
            if (!block.has("hash") || !block.word("hash").equals("SHA-256")) {
                continue;
            }
            try (var hkdf = new Hkdf(HashAlgorithm.SHA256)) {
                var salt = block.bytes("salt").isEmpty() ? null : block.secret("salt");
                var prk = hkdf.extract(salt, block.secret("IKM"));
                assertThat(prk.toArray()).as(block.word("case")).isEqualTo(block.array("PRK"));
                assertThat(hkdf.expand(prk, block.array("info"), block.number("L"))
                                .toArray())
                        .as(block.word("case"))
                        .isEqualTo(block.array("OKM"));
            }
            seen++;
        }
        assertThat(seen).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"SHA256, /wycheproof/hkdf_sha256_test.json, 86", "SHA384, /wycheproof/hkdf_sha384_test.json, 83"})
    void agreesWithWycheproof(HashAlgorithm hash, String resource, int count) {
        var cases = Wycheproof.casesOf(resource);
        assertThat(cases).hasSize(count);
        for (var test : cases) {
            try (var hkdf = new Hkdf(hash)) {
                var saltBytes = test.bytes("salt");
                var salt = saltBytes.isEmpty() ? null : Secret.take(saltBytes.toArray());
                var prk = hkdf.extract(salt, Secret.take(test.bytes("ikm").toArray()));
                var info = test.bytes("info").toArray();
                int size = Integer.parseInt(test.word("size"));
                if (test.word("result").equals("invalid")) {
                    assertThatIllegalArgumentException().isThrownBy(() -> hkdf.expand(prk, info, size));
                    continue;
                }
                assertThat(Bytes.wrap(hkdf.expand(prk, info, size).toArray()))
                        .as(test.word("tcId"))
                        .isEqualTo(test.bytes("okm"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(HashAlgorithm.class)
    void takesZerosForAMissingSaltOrKeyingMaterial(HashAlgorithm hash) {
        var zeros = Secret.take(new byte[hash.length()]);
        try (var hkdf = new Hkdf(hash)) {
            assertThat(hkdf.extract(null, null).toArray())
                    .isEqualTo(hkdf.extract(zeros, zeros).toArray());
        }
    }

    @ParameterizedTest
    @EnumSource(HashAlgorithm.class)
    void laysOutHkdfLabel(HashAlgorithm hash) {
        var secret = Secret.take(new byte[hash.length()]);
        for (var label : Label.values()) {
            assertThat(new String(label.bytes(), StandardCharsets.US_ASCII)).startsWith("tls13 ");
            var info = new byte[4 + label.bytes().length + 2];
            info[0] = 0x01;
            info[1] = 0x23;
            info[2] = (byte) label.bytes().length;
            System.arraycopy(label.bytes(), 0, info, 3, label.bytes().length);
            info[info.length - 3] = 2;
            info[info.length - 2] = 7;
            info[info.length - 1] = 8;
            try (var hkdf = new Hkdf(hash)) {
                assertThat(hkdf.expandLabel(secret, label, new byte[] {7, 8}, 0x123)
                                .toArray())
                        .as(label.name())
                        .isEqualTo(hkdf.expand(secret, info, 0x123).toArray());
            }
        }
    }

    @Test
    void refusesWhatHkdfLabelCannotHold() {
        var secret = Secret.take(new byte[32]);
        try (var hkdf = new Hkdf(HashAlgorithm.SHA256)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> hkdf.expandLabel(secret, Label.KEY, new byte[256], 16));
            assertThatIllegalArgumentException().isThrownBy(() -> hkdf.expandLabel(secret, new byte[6], NONE, 16));
            assertThatIllegalArgumentException().isThrownBy(() -> hkdf.expandLabel(secret, new byte[256], NONE, 16));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> hkdf.expandLabel(secret, Label.KEY, NONE, 255 * 32 + 1));
            assertThatIllegalArgumentException().isThrownBy(() -> hkdf.expandLabel(secret, Label.KEY, NONE, -1));
            assertThat(hkdf.expandLabel(secret, new byte[255], new byte[255], 255 * 32)
                            .length())
                    .isEqualTo(255 * 32);
        }
    }

    @Test
    void leavesItsArgumentsAsTheyWere() {
        var context = new byte[] {1, 2, 3};
        var secret = Secret.take(new byte[32]);
        try (var hkdf = new Hkdf(HashAlgorithm.SHA256)) {
            hkdf.expand(secret, context, 200);
            hkdf.expandLabel(secret, Label.EXPORTER, context, 200);
            assertThat(context).containsExactly(1, 2, 3);
            assertThat(secret.matches(new byte[32])).isTrue();
        }
    }

    @Test
    void isOfNoUseOnceClosed() {
        var hkdf = new Hkdf(HashAlgorithm.SHA256);
        hkdf.close();
        hkdf.close();
        assertThatIllegalStateException().isThrownBy(() -> hkdf.extract(null, null));
        assertThatIllegalStateException().isThrownBy(() -> hkdf.hmac(Secret.take(new byte[32]), NONE));
    }

    @Test
    void refusesAClosedSecret() {
        var secret = Secret.take(new byte[32]);
        secret.close();
        try (var hkdf = new Hkdf(HashAlgorithm.SHA256)) {
            assertThatIllegalStateException().isThrownBy(() -> hkdf.expandLabel(secret, Label.KEY, 16));
            assertThatIllegalStateException().isThrownBy(() -> hkdf.extract(null, secret));
            assertThatIllegalStateException().isThrownBy(() -> hkdf.extract(secret, null));
        }
    }

    @Test
    void servesManyThreadsFromOnePool() throws Exception {
        var expected = derive(7);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = new ArrayList<Callable<byte[]>>();
            for (int i = 0; i < 400; i++) {
                tasks.add(() -> derive(7));
            }
            for (var result : threads.invokeAll(tasks)) {
                assertThat(result.get()).isEqualTo(expected);
            }
        }
    }

    private static byte[] derive(int fill) {
        try (var hkdf = new Hkdf(HashAlgorithm.SHA256);
                var secret = hkdf.extract(null, Secret.take(new byte[] {(byte) fill}))) {
            return hkdf.expandLabelPublic(secret, Label.IV, 100);
        }
    }
}
