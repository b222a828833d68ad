package dev.reprise.tls.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The tests whose display names begin with numbers in brackets, such as {@code [25] [26] …}, found in the sources of all
 * modules: core's tests see no classes of the modules after it.
 */
final class NumberedTests {
    private static final Pattern DISPLAY_NAME = Pattern.compile("@DisplayName\\(\\s*\"((?:\\[\\d+\\] )+)");
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final Pattern METHOD = Pattern.compile("\n    void (\\w+)\\(");
    private static final Pattern TEST = Pattern.compile("\n    @(?:Parameterized)?Test\\b");

    private final SortedMap<Integer, List<String>> names = new TreeMap<>();

    private NumberedTests() {}

    /** Look through the test sources of every module below a folder. */
    static NumberedTests find(Path root) throws IOException {
        var found = new NumberedTests();
        for (var module : list(root)) {
            var sources = module.resolve("src").resolve("test").resolve("java");
            if (Files.isDirectory(sources)) {
                try (var files = Files.walk(sources)) {
                    for (var file : files.filter(f -> f.toString().endsWith(".java"))
                            .sorted()
                            .toList()) {
                        found.add(file);
                    }
                }
            }
        }
        return found;
    }

    private static List<Path> list(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.filter(Files::isDirectory).sorted().toList();
        }
    }

    private void add(Path file) throws IOException {
        var text = Files.readString(file);
        var type = file.getFileName().toString().replace(".java", "");
        for (var name = DISPLAY_NAME.matcher(text); name.find(); ) {
            var method = METHOD.matcher(text);
            // Annotations stand between the last empty line and the method.
            int begin = text.lastIndexOf("\n\n", name.start()) + 1;
            if (!method.find(name.end())) {
                throw new AssertionError(type + ": no test follows " + name.group());
            }
            var annotations = text.substring(begin, method.start());
            if (!TEST.matcher(annotations).find()
                    || annotations.contains("@Disabled")
                    || annotations.substring(name.end() - begin).contains("\n    }\n")) {
                throw new AssertionError(type + ": no test that runs has the name " + name.group());
            }
            for (var number = NUMBER.matcher(name.group(1)); number.find(); ) {
                names.computeIfAbsent(Integer.parseInt(number.group()), any -> new ArrayList<>())
                        .add(type + "." + method.group(1));
            }
        }
    }

    /** Return the tests of a number as Class.method, none if there is none. */
    List<String> of(int number) {
        return names.getOrDefault(number, List.of());
    }

    /** Return all numbers that tests have, ascending. */
    Stream<Integer> numbers() {
        return names.keySet().stream();
    }
}
