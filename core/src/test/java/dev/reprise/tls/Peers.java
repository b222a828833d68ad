package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.Programs;
import org.junit.jupiter.api.Assumptions;

/** Other people's programs that tests need. */
public final class Peers {
    private Peers() {}

    /** Skip the test, by name, when a program is not installed; fail it with {@code -Dinterop.required=true}. */
    public static void need(String program) {
        boolean installed = Programs.find(program).isPresent();
        if (Boolean.getBoolean("interop.required")) {
            assertThat(installed).as(program + " is installed").isTrue();
        }
        Assumptions.assumeTrue(installed, program + " is not installed");
    }
}
