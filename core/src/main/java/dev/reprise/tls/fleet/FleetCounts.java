package dev.reprise.tls.fleet;

/**
 * Count what one server did with the store since it was started.
 *
 * @param reads answered reads
 * @param failures reads and writes without an answer, or with one that came too late
 * @param writes tried replacements of the store's value
 * @param refused times that something in the store was refused
 */
public record FleetCounts(long reads, long failures, long writes, long refused) {
    static final FleetCounts NONE = new FleetCounts(0, 0, 0, 0);

    FleetCounts read(boolean late, int refusals) {
        return new FleetCounts(reads + 1, failures + (late ? 1 : 0), writes, refused + refusals);
    }

    FleetCounts failed() {
        return new FleetCounts(reads, failures + 1, writes, refused);
    }

    FleetCounts written() {
        return new FleetCounts(reads, failures, writes + 1, refused);
    }
}
