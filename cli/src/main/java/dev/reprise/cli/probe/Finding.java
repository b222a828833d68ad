package dev.reprise.cli.probe;

/**
 * One verdict.
 *
 * @param level how bad it is
 * @param id a short name that does not change from release to release, for scripts
 * @param seen what was seen
 * @param cost what it costs; empty for what is well
 * @param change what to change; empty for what is well
 */
record Finding(Level level, String id, String seen, String cost, String change) {
    /** How bad something is. */
    enum Level {
        OK,
        WARN,
        BAD
    }

    /** Make a finding that all is well. */
    static Finding ok(String id, String seen) {
        return new Finding(Level.OK, id, seen, "", "");
    }
}
