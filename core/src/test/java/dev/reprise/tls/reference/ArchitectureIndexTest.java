package dev.reprise.tls.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds ARCHITECTURE.md to the code: each file that "Where to look" names exists. */
class ArchitectureIndexTest {
    private static final Path MAIN = Path.of("src", "main", "java", "dev", "reprise", "tls");
    private static final Pattern FILE = Pattern.compile("`((?:[a-z0-9]+/)*[A-Z]\\w+)`");

    @Test
    void namesOnlyFilesThatExist() throws IOException {
        var page = Files.readString(Path.of("..", "ARCHITECTURE.md"));
        int from = page.indexOf("\n## Where to look\n");
        var section = page.substring(from, page.indexOf("\n## ", from + 1));
        var named = new ArrayList<String>();
        for (var found : FILE.matcher(section).results().toList()) {
            var file = found.group(1);
            if (file.endsWith("Test")) {
                continue;
            }
            assertThat(MAIN.resolve(file + ".java").toFile().exists()
                            || MAIN.resolve("internal")
                                    .resolve(file + ".java")
                                    .toFile()
                                    .exists()
                            || MAIN.resolve("session")
                                    .resolve(file + ".java")
                                    .toFile()
                                    .exists())
                    .as(file)
                    .isTrue();
            named.add(file);
        }
        assertThat(named).hasSizeGreaterThan(50);
    }
}
