package dev.reprise.tls;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the code to the package table of ARCHITECTURE.md, which it reads, so that neither drifts from the other. */
class PackageRulesTest {
    private static final String ROOT = "dev.reprise.tls";
    private static final Pattern ROW = Pattern.compile("\\| `t(\\.[\\w.]+)?`[^|]*\\|[^|]*\\| ([^|]+) \\|");
    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target", "classes"));

    @Test
    void packagesUseOnlyWhatTheTableAllows() throws IOException {
        var table = table();
        assertThat(table).hasSizeGreaterThan(10);
        table.forEach((name, allowed) -> {
            var here = new ArrayList<>(allowed);
            here.add(name.equals(ROOT) ? ROOT : name + "..");
            here.add("java..");
            if (name.equals(ROOT)) {
                here.add("javax.net.ssl.."); // The JDK tells its roots by a trust manager alone.
            }
            if (name.endsWith(".internal.flight")) {
                here.add("jdk.jfr..");
            }
            here.add("javax.crypto..");
            here.add("javax.security.auth..");
            here.add("org.jspecify.annotations");
            classes()
                    .that()
                    .resideInAPackage(name + (name.endsWith(".internal.handshake") ? ".." : ""))
                    .should()
                    .onlyDependOnClassesThat(resideInAnyPackage(here.toArray(String[]::new)))
                    .check(CLASSES);
        });
    }

    @Test
    void everyPackageHasItsRow() throws IOException {
        var table = table();
        for (var type : CLASSES) {
            var name = type.getPackageName();
            assertThat(table.keySet().stream()
                            .anyMatch(row -> name.equals(row)
                                    || name.startsWith(row + ".internal")
                                    || (row.endsWith(".handshake") && name.startsWith(row))))
                    .as("the package of " + type.getName() + " in ARCHITECTURE.md")
                    .isTrue();
        }
    }

    @Test
    void onlyTheShellsTouchSocketsFilesAndNewRandomness() {
        var below = not(resideInAnyPackage(
                ROOT, ROOT + ".session", ROOT + ".fleet", ROOT + ".internal.net", ROOT + ".internal.file"));
        noClasses()
                .that(below)
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.net..", "java.nio.file..", "java.nio.channels.."))
                .check(CLASSES);
        noClasses().that(below).should().callConstructor(SecureRandom.class).check(CLASSES);
        noClasses()
                .that(below)
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .check(CLASSES);
        noClasses()
                .that(below)
                .should()
                .callMethod(System.class, "getProperty", String.class)
                .check(CLASSES);
    }

    private static Map<String, List<String>> table() throws IOException {
        var rows = new LinkedHashMap<String, String>();
        var text = Files.readString(Path.of("..", "ARCHITECTURE.md"));
        for (var match = ROW.matcher(text); match.find(); ) {
            rows.put(ROOT + (match.group(1) == null ? "" : match.group(1)), match.group(2));
        }
        var table = new LinkedHashMap<String, List<String>>();
        rows.forEach((name, uses) -> table.put(name, allowed(uses, new ArrayList<>(table.keySet()))));
        return table;
    }

    private static List<String> allowed(String uses, List<String> above) {
        var allowed = new ArrayList<String>();
        if (uses.startsWith("all above")) {
            above.forEach(name -> {
                if (!uses.contains("except " + name.substring(name.lastIndexOf('.') + 1))) {
                    allowed.add(name + "..");
                }
            });
            if (uses.endsWith(", t")) {
                allowed.add(ROOT);
            }
            return allowed;
        }
        for (var use : uses.split(", ", -1)) {
            switch (use) {
                case "nothing" -> {}
                case "spec", "session" -> allowed.add(ROOT + "." + use);
                case "internal.session" -> allowed.add(ROOT + ".internal.session");
                default -> allowed.add(ROOT + ".internal." + use);
            }
        }
        return allowed;
    }
}
