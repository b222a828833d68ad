package dev.reprise.tls.internal.cert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.wire.Bytes;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts of object identifiers, made and compared (X.690 section 8.19). */
class ObjectIdentifierTest {
    @ParameterizedTest
    @ValueSource(strings = {"2.5.29.17", "1.3.6.1.5.5.7.1.24", "0.0", "2.999.3", "1.2.840.113549.1.1.11", "0.39"})
    void readsAsItIsWritten(String text) {
        var identifier = ObjectIdentifier.of(text);
        assertThat(identifier).hasToString(text);
        assertThat(identifier.reads(text)).isTrue();
        for (var other : new String[] {
            text + ".0",
            text + "0",
            text + ".",
            "." + text,
            text.substring(1),
            text.substring(0, text.length() - 1),
            "",
            text.replace('.', ' '),
            "0" + text,
            text.replaceFirst("\\\\.", ".0"),
            "x"
        }) {
            assertThat(identifier.reads(other)).as(other).isEqualTo(text.equals(other));
        }
    }

    @Test
    void comparesAsTextsDo() {
        long seed = Long.getLong("test.seed", 690);
        var random = new Random(seed);
        ObjectIdentifier before = ObjectIdentifier.of("2.5.4.3");
        for (int i = 0; i < 20_000; i++) {
            var content = new byte[1 + random.nextInt(12)];
            for (int at = 0; at < content.length; at++) {
                // Numbers of up to eleven bytes: beyond what a long holds, too.
                boolean more = at < content.length - 1 && random.nextInt(5) > 0;
                content[at] = (byte) (random.nextInt(1, 0x80) | (more ? 0x80 : 0));
            }
            content[0] = content[0] == (byte) 0x80 ? (byte) 0x81 : content[0];
            var identifier = new ObjectIdentifier(Bytes.copyOf(content));
            assertThat(identifier.reads(identifier.toString()))
                    .as("-Dtest.seed=" + seed + ", " + identifier)
                    .isTrue();
            assertThat(identifier.reads(before.toString())).isEqualTo(identifier.equals(before));
            before = identifier;
        }
    }
}
