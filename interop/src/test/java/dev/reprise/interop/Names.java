package dev.reprise.interop;

import dev.reprise.testkit.Programs;
import java.io.IOException;
import java.util.regex.Pattern;

/** What peers are called in the table. */
final class Names {
    private Names() {}

    /** Return a blank and the version that a program tells, or nothing when it is not installed. */
    static String version(String pattern, String program, String argument) throws IOException {
        var file = Programs.find(program);
        if (file.isEmpty()) {
            return "";
        }
        return Programs.version(Pattern.compile(pattern), file.get().toString(), argument)
                .map(version -> " " + version)
                .orElse("");
    }
}
