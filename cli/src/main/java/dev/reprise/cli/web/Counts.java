package dev.reprise.cli.web;

/**
 * How many handshakes have ended in each way.
 *
 * @param resumed an earlier session went on
 * @param full in full without a ticket
 * @param refused in full, a ticket refused
 * @param failed not at all
 */
record Counts(long resumed, long full, long refused, long failed) {
    static final Counts NONE = new Counts(0, 0, 0, 0);

    /** Return these and one more. */
    Counts with(Ending ending) {
        return switch (ending) {
            case RESUMED -> new Counts(resumed + 1, full, refused, failed);
            case FULL -> new Counts(resumed, full + 1, refused, failed);
            case REFUSED -> new Counts(resumed, full, refused + 1, failed);
            case FAILED -> new Counts(resumed, full, refused, failed + 1);
        };
    }

    /** Return how many have ended so. */
    long of(Ending ending) {
        return switch (ending) {
            case RESUMED -> resumed;
            case FULL -> full;
            case REFUSED -> refused;
            case FAILED -> failed;
        };
    }

    /** Return how many were done, those that failed left out. */
    long done() {
        return resumed + full + refused;
    }

    /** Return how many there were. */
    long all() {
        return done() + failed;
    }
}
