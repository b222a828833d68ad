package dev.reprise.tls.spec;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Hold the two clocks Reprise reads: a wall clock, which may jump, and a monotonic one, which may not. Tests hand in
 * their own.
 *
 * @param wall the time of day, for certificates, tickets and session files
 * @param nanoTime nanoseconds that only ever grow, with an arbitrary origin, for ages within this process
 */
public record Clocks(InstantSource wall, LongSupplier nanoTime) {
    /** Return the clocks of this machine. */
    public static Clocks system() {
        return new Clocks(InstantSource.system(), System::nanoTime);
    }
}
