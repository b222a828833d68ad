package dev.reprise.testkit;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** What a test needs of the machine, and what becomes of the test without it. */
public final class Needs {
    /** Nothing may be skipped: {@code -Dinterop.required=true}. */
    public static final boolean REQUIRED = Boolean.getBoolean("interop.required");

    private Needs() {}

    /** Need a program: where it is not installed, the test is {@link #missing}. */
    public static void program(String name) {
        if (Programs.find(name).isEmpty()) {
            missing(name + " is not installed");
        }
    }

    /** End the test: skipped with this text, or failed where it is {@link #REQUIRED}. */
    public static void missing(String what) {
        if (REQUIRED) {
            Assertions.fail(what);
        }
        Assumptions.abort(what);
    }
}
