package dev.reprise.tls.internal.cert;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Writer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemTest {
    private static final long SEED = Long.getLong("test.seed", 20260101);
    private static final String BLOCK = "-----BEGIN A-----\nAQID\n-----END A-----\n";

    private final Random random = new Random(SEED);

    @Test
    void returnsWhatItWroteForEveryLength() {
        for (int length = 1; length < 200; length++) {
            var content = new byte[length];
            random.nextBytes(content);
            assertThat(Pem.parse(Pem.encode("SSL SESSION PARAMETERS", content)))
                    .as("length %d, -Dtest.seed=%d", length, SEED)
                    .singleElement()
                    .satisfies(element -> {
                        assertThat(element.label()).isEqualTo("SSL SESSION PARAMETERS");
                        assertThat(((Pem.Block) element).content()).isEqualTo(Bytes.wrap(content));
                    });
        }
    }

    @Test
    void writesWhatThePlatformsEncoderWrites() {
        for (int length : new int[] {1, 2, 3, 47, 48, 49, 96, 97, 1000}) {
            var content = new byte[length];
            random.nextBytes(content);
            var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
            assertThat(new String(Pem.encode("X", content), US_ASCII))
                    .isEqualTo("-----BEGIN X-----\n" + body + "\n-----END X-----\n");
        }
    }

    @Test
    void writesEveryDigit() {
        var content = new byte[48];
        for (int i = 0; i < 64; i += 4) {
            int group = i << 18 | (i + 1) << 12 | (i + 2) << 6 | (i + 3);
            content[i / 4 * 3] = (byte) (group >> 16);
            content[i / 4 * 3 + 1] = (byte) (group >> 8);
            content[i / 4 * 3 + 2] = (byte) group;
        }
        assertThat(new String(Pem.encode("X", content), US_ASCII))
                .contains("\nABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/\n");
    }

    @Test
    void appendsToAWriter() {
        var out = new Writer(1);
        Pem.write("A", new byte[] {1, 2, 3}, out);
        Pem.write("A", new byte[] {1, 2, 3}, out);
        assertThat(new String(out.toArray(), US_ASCII)).isEqualTo(BLOCK + BLOCK);
    }

    @Test
    void refusesToWriteALabelThatWouldBreakTheLine() {
        assertThatIllegalArgumentException().isThrownBy(() -> Pem.encode("A\nB", new byte[1]));
        assertThatIllegalArgumentException().isThrownBy(() -> Pem.encode("", new byte[1]));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                BLOCK,
                "text before\n\n" + BLOCK + "text after\n",
                "-----BEGIN A-----\r\nAQID\r\n-----END A-----\r\n",
                "-----BEGIN A-----  \nAQID\t \n-----END A----- \n",
                "-----BEGIN A-----\nAQID\n-----END A-----",
                "-----BEGIN A-----\nA\nQ\nI\nD\n-----END A-----\n",
                "-----BEGIN A-----\n\nAQID\n\n-----END A-----\n",
                "-----BEGIN A-----\n A Q I D\n-----END A-----\n",
                "\u00ef\u00bb\u00bf" + BLOCK,
                "-----END B-----\n" + BLOCK,
                "-----BEGIN -----\n" + BLOCK,
                "---- BEGIN SSH2 PUBLIC KEY ----\n" + BLOCK,
            })
    void toleratesWhatOpensslTolerates(String text) {
        assertThat(Pem.parse(text.getBytes(ISO_8859_1)))
                .filteredOn(Pem.Block.class::isInstance)
                .singleElement()
                .satisfies(
                        block -> assertThat(((Pem.Block) block).content()).isEqualTo(Bytes.wrap(new byte[] {1, 2, 3})));
    }

    @Test
    void toleratesOneLongLine() {
        var content = new byte[3000];
        random.nextBytes(content);
        var text = "-----BEGIN A-----\n" + Base64.getEncoder().encodeToString(content) + "\n-----END A-----\n";
        assertThat(((Pem.Block) Pem.parse(text.getBytes(US_ASCII)).get(0)).content())
                .isEqualTo(Bytes.wrap(content));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-----BEGIN A-----\n-----END A-----\n",
                "-----BEGIN A-----\nAQI\n-----END A-----\n",
                "-----BEGIN A-----\nAQIDA\n-----END A-----\n",
                "-----BEGIN A-----\nAQ*D\n-----END A-----\n",
                "-----BEGIN A-----\nAQ\u0000D\n-----END A-----\n",
                "-----BEGIN A-----\nAQ\u00ffD\n-----END A-----\n",
                "-----BEGIN A-----\nAQ-_\n-----END A-----\n",
                "-----BEGIN A-----\nA===\n-----END A-----\n",
                "-----BEGIN A-----\n====\n-----END A-----\n",
                "-----BEGIN A-----\nAQ==AQID\n-----END A-----\n",
                "-----BEGIN A-----\nAQ=D\n-----END A-----\n",
                "-----BEGIN A-----\nAR==\n-----END A-----\n",
                "-----BEGIN A-----\nAQJ=\n-----END A-----\n",
                "-----BEGIN A-----\nAQID\n-----END B-----\n",
                "-----BEGIN A-----\nAQID\n",
                "-----BEGIN A-----\n",
                "-----BEGIN A-----\nAQID\n-----END A----\n",
                "-----BEGIN A-----\nAQ:D\nAQID\n-----END A-----\n",
            })
    void reportsDamageInItsPlaceAndKeepsTheOthers(String damaged) {
        var around = BLOCK.replace('A', 'C').replace("CQID", "AQID");
        var elements = Pem.parse((around + damaged + around).getBytes(ISO_8859_1));
        assertThat(elements).hasSize(3);
        assertThat(elements.get(0)).isInstanceOf(Pem.Block.class);
        assertThat(elements.get(1)).isInstanceOfSatisfying(Pem.DamagedBlock.class, block -> {
            assertThat(block.label()).isEqualTo("A");
            assertThat(block.begin()).isEqualTo(around.length());
        });
        assertThat(elements.get(2)).isInstanceOf(Pem.Block.class);
        assertThat(elements.get(2).begin())
                .isGreaterThanOrEqualTo(elements.get(1).end());
    }

    @Test
    void namesWhereEachBlockBeginsAndEnds() {
        var text = "Peer: a\n" + BLOCK + "Peer: b\r\n" + BLOCK.replace("\n", "\r\n") + "\n" + BLOCK.strip();
        var elements = Pem.parse(text.getBytes(US_ASCII));
        assertThat(elements)
                .extracting(element -> text.substring(element.begin(), element.end()))
                .containsExactly(BLOCK, BLOCK.replace("\n", "\r\n"), BLOCK.strip());
        assertThat(text.substring(elements.get(0).end(), elements.get(1).begin()))
                .isEqualTo("Peer: b\r\n");
    }

    @Test
    void recognisesTheHeadersOfOldEncryptedKeys() {
        var text =
                "-----BEGIN A-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0011\n more\n\nAQID\n-----END A-----\n";
        var block = (Pem.Block) Pem.parse(text.getBytes(US_ASCII)).get(0);
        assertThat(block.encrypted()).isTrue();
        assertThat(block.headers()).containsExactly("Proc-Type: 4,ENCRYPTED", "DEK-Info: AES-128-CBC,0011", " more");
        assertThat(block.content()).isEqualTo(Bytes.wrap(new byte[] {1, 2, 3}));
    }

    @Test
    void wipesTheContentOnClose() {
        var block = (Pem.Block) Pem.parse(BLOCK.getBytes(US_ASCII)).get(0);
        var view = block.content();
        block.close();
        assertThat(view).isEqualTo(Bytes.wrap(new byte[3]));
    }

    @Test
    void tellsNothingOfTheContent() {
        var elements = Pem.parse((BLOCK + "-----BEGIN B-----\nSECRET*\n-----END B-----\n").getBytes(US_ASCII));
        assertThat(elements.toString())
                .doesNotContain("SECRET")
                .doesNotContain("010203")
                .doesNotContain("AQID");
    }

    @Test
    void findsNoBlockInTextWithout() {
        assertThat(Pem.parse(new byte[0])).isEmpty();
        assertThat(Pem.parse("BEGIN A\n".getBytes(US_ASCII))).isEmpty();
    }

    @Test
    void yieldsNoWholeBlockForAnyStrictPrefix() {
        var text = BLOCK.strip().getBytes(US_ASCII);
        for (int length = 0; length < text.length; length++) {
            assertThat(Pem.parse(Arrays.copyOf(text, length)))
                    .as("prefix of %d", length)
                    .noneMatch(Pem.Block.class::isInstance);
        }
    }

    @Test
    void survivesRandomEdits() {
        var text = (BLOCK + "Proc: x\n" + BLOCK).getBytes(US_ASCII);
        for (int round = 0; round < 20_000; round++) {
            var edited = text.clone();
            for (int edits = random.nextInt(1, 6); edits > 0; edits--) {
                edited[random.nextInt(edited.length)] = (byte) random.nextInt(256);
            }
            int at = 0;
            for (var element : List.copyOf(Pem.parse(edited))) {
                assertThat(element.begin()).as("-Dtest.seed=%d", SEED).isGreaterThanOrEqualTo(at);
                assertThat(element.end()).isGreaterThan(element.begin()).isLessThanOrEqualTo(edited.length);
                at = element.end();
            }
        }
    }
}
