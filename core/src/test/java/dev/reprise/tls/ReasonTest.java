package dev.reprise.tls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.spec.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every reason is there because something throws it, and what throws it is shown by a test to do so. */
class ReasonTest {
    private static final Pattern NAMED = Pattern.compile("\\bReason\\.([A-Z0-9_]+)\\b");

    @Test
    void isThrownBySomething() throws Exception {
        assertThat(namedIn("src/main/java")).containsExactlyInAnyOrder(Reason.values());
    }

    @Test
    void isExpectedBySomeTest() throws Exception {
        assertThat(namedIn("src/test/java")).containsExactlyInAnyOrder(Reason.values());
    }

    /** Return what the library and the JSSE provider, which throws reasons of its own, name in a folder of theirs. */
    private static Set<Reason> namedIn(String folder) throws IOException {
        var named = EnumSet.noneOf(Reason.class);
        for (var module : new String[] {".", "../jsse"}) {
            try (var files = Files.walk(Path.of(module, folder))) {
                for (var file : (Iterable<Path>) files.filter(f -> f.toString().endsWith(".java"))::iterator) {
                    var matcher = NAMED.matcher(Files.readString(file, UTF_8));
                    while (matcher.find()) {
                        named.add(Reason.valueOf(matcher.group(1)));
                    }
                }
            }
        }
        return named;
    }
}
