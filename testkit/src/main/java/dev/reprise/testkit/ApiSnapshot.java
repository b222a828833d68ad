package dev.reprise.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;

/**
 * Compares the public API of a module with the text of it that the repository keeps, so that each change of API shows in the
 * diff of the commit that makes it. The text is {@code api.txt} in the module's folder; {@code -Dupdate} writes it.
 */
public final class ApiSnapshot {
    private static final Path SNAPSHOT = Path.of("api.txt");
    private static final Path MODULE = Path.of("src", "main", "java", "module-info.java");
    private static final Pattern EXPORTED = Pattern.compile("^\\s*exports ([\\w.]+);", Pattern.MULTILINE);

    private ApiSnapshot() {}

    /**
     * Compare the packages that the module's descriptor exports to everyone; called with the module's folder as working
     * directory.
     *
     * @param anchor any type of the module's main code, found by the loader and in the place that all are
     */
    public static void check(Class<?> anchor) throws IOException {
        var exported = EXPORTED.matcher(Files.readString(MODULE)).results();
        check(anchor, exported.map(found -> found.group(1)).sorted().toList());
    }

    /** Compare packages of a module that has no descriptor. */
    public static void check(Class<?> anchor, List<String> packages) throws IOException {
        var lines = new ArrayList<String>();
        for (var name : packages) {
            lines.add("package " + name);
            lines.add("");
            for (var type : typesOf(anchor, name)) {
                lines.addAll(ApiText.of(type));
                lines.add("");
            }
        }
        lines.removeLast();
        if (System.getProperty("update") != null) {
            Files.write(SNAPSHOT, lines);
            return;
        }
        var difference = difference(Files.readAllLines(SNAPSHOT), lines);
        if (!difference.isEmpty()) {
            Assertions.fail("The public API is not what " + SNAPSHOT.toAbsolutePath()
                    + " says. If the change is wanted, run this test with -Dupdate and commit the file.\n"
                    + String.join("\n", difference));
        }
    }

    /** Return the public types of one package, in the order of their names; nested ones follow the type they are in. */
    private static List<Class<?>> typesOf(Class<?> anchor, String packageName) throws IOException {
        var root = Path.of(
                anchor.getProtectionDomain().getCodeSource().getLocation().getPath());
        var types = new ArrayList<Class<?>>();
        try (var files = Files.newDirectoryStream(root.resolve(packageName.replace('.', '/')), "*.class")) {
            for (var file : files) {
                var simple = file.getFileName().toString().replace(".class", "");
                if (simple.endsWith("-info")) {
                    continue;
                }
                var type = load(packageName + "." + simple, anchor.getClassLoader());
                if (ApiText.visible(type)) {
                    types.add(type);
                }
            }
        }
        types.sort((one, other) -> one.getName().compareTo(other.getName()));
        return types;
    }

    private static Class<?> load(String name, ClassLoader loader) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            throw new AssertionError("a class file without its class: " + name, e);
        }
    }

    /** Return the lines that only one side has, in order, each after {@code -} (kept) or {@code +} (now). */
    static List<String> difference(List<String> kept, List<String> now) {
        int[][] common = new int[kept.size() + 1][now.size() + 1];
        for (int i = kept.size() - 1; i >= 0; i--) {
            for (int j = now.size() - 1; j >= 0; j--) {
                common[i][j] = kept.get(i).equals(now.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        var lines = new ArrayList<String>();
        int i = 0;
        int j = 0;
        while (i < kept.size() || j < now.size()) {
            if (i < kept.size() && j < now.size() && kept.get(i).equals(now.get(j))) {
                i++;
                j++;
            } else if (j == now.size() || (i < kept.size() && common[i + 1][j] >= common[i][j + 1])) {
                lines.add("-" + kept.get(i++));
            } else {
                lines.add("+" + now.get(j++));
            }
        }
        return lines;
    }
}
