package dev.reprise.stacks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What README shows of Reprise in other people's programs is what {@link InPrograms} has, which is compiled. */
class ReadmeSnippetsTest {
    private static final Pattern REGION =
            Pattern.compile("^ {8}// (.*)\n((?: {8}.*\n)+?) {8}// end\n", Pattern.MULTILINE);

    private static Map<String, String> snippets() throws IOException {
        var source = Files.readString(Path.of("src/test/java/dev/reprise/stacks/InPrograms.java"));
        var snippets = new LinkedHashMap<String, String>();
        var regions = REGION.matcher(source);
        while (regions.find()) {
            // README's code stands four columns in.
            snippets.put(regions.group(1), regions.group(2).replaceAll("(?m)^ {4}", ""));
        }
        return snippets;
    }

    @Test
    void readmeShowsWhatIsCompiled() throws IOException {
        var readme = Files.readString(Path.of("../README.md"));
        var snippets = snippets();
        assertThat(snippets.keySet())
                .containsExactly("Jetty", "Netty", "Tomcat", "Spring Boot", "Kafka", "HttpClient", "OkHttp");
        snippets.forEach((program, code) -> assertThat(readme).contains(program + ":\n\n" + code + "\n"));
    }
}
