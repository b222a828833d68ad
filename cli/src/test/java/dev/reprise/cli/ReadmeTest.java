package dev.reprise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class ReadmeTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern PROGRAM = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CLASS = Pattern.compile("^class (\\w+)", Pattern.MULTILINE);

    @ParameterizedTest
    @CsvSource({"README.md, 5", "docs/libtls.md, 3"})
    void programsCompile(String document, int count, @TempDir Path classes) throws Exception {
        var programs = PROGRAM.matcher(Files.readString(ROOT.resolve(document)))
                .results()
                .map(match -> source(match.group(1)))
                .toList();
        assertThat(programs).hasSize(count);

        var said = new StringWriter();
        var options =
                List.of("-d", "" + classes, "-cp", System.getProperty("java.class.path"), "-Xlint:all", "-proc:none");
        boolean compiled = ToolProvider.getSystemJavaCompiler()
                .getTask(said, null, null, options, null, programs)
                .call();

        assertThat(compiled).as(said.toString()).isTrue();
    }

    @Test
    void manualNamesEveryCommandAndOption() throws Exception {
        var manual = Files.readString(ROOT.resolve("docs").resolve("reprise.md"));

        assertNamed(Main.commandLine(Streams.system()), manual);
    }

    private static void assertNamed(CommandLine command, String manual) {
        CommandSpec spec = command.getCommandSpec();
        assertThat(manual).contains(spec.name());
        for (var option : spec.options()) {
            if (!List.of("-h", "-V").contains(option.shortestName())) {
                assertThat(manual).contains(option.shortestName());
            }
        }
        command.getSubcommands().values().forEach(sub -> assertNamed(sub, manual));
    }

    private static JavaFileObject source(String program) {
        var name = CLASS.matcher(program);
        assertThat(name.find()).isTrue();
        return new SimpleJavaFileObject(
                URI.create("string:///" + name.group(1) + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return program;
            }
        };
    }
}
