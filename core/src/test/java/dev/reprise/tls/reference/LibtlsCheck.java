package dev.reprise.tls.reference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One of libtls's behaviour checks, from the hand-kept list {@code libtls/checks.txt}.
 *
 * @param section what it is about, with its neighbours
 * @param number 1 to 124
 * @param verdict whether Reprise does the same
 * @param subject what is checked, in a few words
 * @param why why Reprise differs or the matter has no meaning here; of the same a remark, or empty
 */
record LibtlsCheck(String section, int number, Verdict verdict, String subject, String why) {
    /** What Reprise does where libtls does what is checked. */
    enum Verdict {
        SAME("same"),
        DIFFERS("differs"),
        NONE("no meaning");

        private final String words;

        Verdict(String words) {
            this.words = words;
        }
    }

    static List<LibtlsCheck> read() {
        try (var in = LibtlsCheck.class.getResourceAsStream("/libtls/checks.txt")) {
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<LibtlsCheck> parse(String text) {
        var checks = new ArrayList<LibtlsCheck>();
        var section = "";
        for (var line : text.lines().toList()) {
            if (line.startsWith("= ")) {
                section = line.substring(2);
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                var parts = line.split("\\|", -1);
                if (parts.length != 4) {
                    throw new AssertionError("checks.txt: " + line);
                }
                checks.add(new LibtlsCheck(
                        section,
                        Integer.parseInt(parts[0].strip()),
                        Verdict.valueOf(parts[1].strip().toUpperCase(Locale.ROOT)),
                        parts[2].strip(),
                        parts[3].strip()));
            }
        }
        return checks;
    }

    /** Lay out the tables of docs/libtls.md, one per section. */
    static String tables(List<LibtlsCheck> checks, NumberedTests tests) {
        var text = new StringBuilder();
        var section = "";
        for (var check : checks) {
            if (!check.section.equals(section)) {
                section = check.section;
                text.append("\n### ").append(section).append("\n\n");
                text.append("| | what is checked | Reprise | tests |\n| --- | --- | --- | --- |\n");
            }
            text.append(check.row(tests));
        }
        return text.append('\n').toString();
    }

    private String row(NumberedTests tests) {
        var reprise = why.isEmpty() ? verdict.words : verdict.words + ": " + why;
        var names = tests.of(number).stream().map(name -> "`" + name + "`").reduce((all, next) -> all + ", " + next);
        return "| %d | %s | %s | %s |\n".formatted(number, subject, reprise, names.orElse("–"));
    }
}
