package dev.reprise.examples;

import dev.reprise.testkit.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs an example as a user would: as a process of its own. */
final class ProgramRun {
    private ProgramRun() {}

    static ChildProcess start(Class<?> program, Object... arguments) throws IOException {
        var command = new ArrayList<String>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        for (var argument : arguments) {
            command.add(argument.toString());
        }
        return ChildProcess.of(command).start();
    }
}
