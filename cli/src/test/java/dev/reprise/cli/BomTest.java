package dev.reprise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The bill of materials, {@code bom/pom.xml}, names what is published for programs. */
final class BomTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
    private static final Pattern OWN_ARTIFACT = Pattern.compile("</parent>\\s*<artifactId>([^<]+)</artifactId>");
    private static final Pattern LISTED =
            Pattern.compile("<groupId>dev\\.reprise</groupId><artifactId>(?!reprise-parent)([^<]+)</artifactId>");

    @Test
    @DisplayName("every module that is published, but the command and the list itself, is in the list")
    void everyPublishedModule() throws IOException {
        var published = new ArrayList<String>();
        for (var module : all(MODULE, Files.readString(ROOT.resolve("pom.xml")))) {
            var pom = Files.readString(ROOT.resolve(module).resolve("pom.xml"));
            if (!module.equals("bom") && !module.equals("cli") && !pom.contains("<maven.deploy.skip>true<")) {
                published.addAll(all(OWN_ARTIFACT, pom));
            }
        }
        assertThat(all(LISTED, Files.readString(ROOT.resolve("bom/pom.xml"))))
                .containsExactlyInAnyOrderElementsOf(published);
    }

    @Test
    @DisplayName("the version stands in the root POM alone")
    void oneVersion() throws IOException {
        for (var module : all(MODULE, Files.readString(ROOT.resolve("pom.xml")))) {
            assertThat(ROOT.resolve(module).resolve("pom.xml"))
                    .content()
                    .contains("<artifactId>reprise-parent</artifactId><version>${revision}</version></parent>");
        }
    }

    private static List<String> all(Pattern pattern, String text) {
        var found = new ArrayList<String>();
        var matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
