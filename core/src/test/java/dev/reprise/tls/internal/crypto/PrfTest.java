package dev.reprise.tls.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.HashAlgorithm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PrfTest {
    @Test
    void computesTheListsAndNistsVectors() throws Exception {
        var vectors = vectors();
        assertThat(vectors).hasSize(202);
        for (var vector : vectors) {
            var hash = field(vector, "hash").equals("SHA-256") ? HashAlgorithm.SHA256 : HashAlgorithm.SHA384;
            var expected = Bytes.ofHex(field(vector, "output"));
            try (var secret = Secret.copyOf(Bytes.ofHex(field(vector, "secret")).toArray());
                    var prf = new Prf(hash, secret)) {
                var label = field(vector, "label").getBytes(StandardCharsets.US_ASCII);
                var seed = Bytes.ofHex(field(vector, "seed")).toArray();
                assertThat(Bytes.wrap(prf.output(label, seed, expected.length())))
                        .isEqualTo(expected);
                // Any shorter output is its beginning, also at the borders of a block.
                for (int length : new int[] {0, 1, 12, 31, 32, 33, 47, 48, 49}) {
                    if (length <= expected.length()) {
                        assertThat(Bytes.wrap(prf.output(label, seed, length))).isEqualTo(expected.slice(0, length));
                    }
                }
            }
        }
    }

    @Test
    void refusesUseAfterClosing() {
        try (var secret = Secret.copyOf(new byte[48])) {
            var prf = new Prf(HashAlgorithm.SHA256, secret);
            prf.close();
            prf.close();
            assertThatIllegalStateException().isThrownBy(() -> prf.output(PrfLabel.KEY_EXPANSION, new byte[64], 40));
        }
    }

    private static List<Map<String, String>> vectors() throws Exception {
        var text = Files.readString(Path.of("src/test/resources/tls12/prf.txt"));
        var vectors = new ArrayList<Map<String, String>>();
        for (var block : text.split("\n\n", -1)) {
            if (!block.startsWith("#") && !block.isBlank()) {
                vectors.add(block.lines()
                        .map(line -> line.split("=", 2))
                        .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1])));
            }
        }
        return vectors;
    }

    private static String field(Map<String, String> vector, String name) {
        return Objects.requireNonNull(vector.get(name), name);
    }
}
