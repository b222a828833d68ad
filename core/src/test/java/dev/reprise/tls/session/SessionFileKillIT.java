package dev.reprise.tls.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills processes that share a session file: some in every build, {@code -Dhostile.kills=2000} in the long form. */
class SessionFileKillIT {
    private static final int KILLS = Integer.getInteger("hostile.kills", 40);
    private static final long SEED = Long.getLong("test.seed", 20260101);

    @TempDir
    private Path directory;

    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @SuppressWarnings("SystemOut") // the counts are a result
    void losesNothingButWhatWasInTheHandsOfTheKilled() throws Exception {
        var path = directory.resolve("session.pem");
        System.out.println(new KillRun(path, SEED).run(KILLS));

        SessionFile.open(path).close();
        try (var files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()).collect(Collectors.toSet()))
                    .as("no temporary file is left")
                    .containsExactlyInAnyOrder("session.pem", "session.pem.lock");
        }
    }
}
