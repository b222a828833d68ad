package dev.reprise.tls.session;

import java.time.Duration;

/**
 * Describe one key of a ring to its operator, without the key.
 *
 * @param revision the first four bytes of the name, to be printed unsigned
 * @param name the 16 bytes that tickets begin with, in lower-case hex
 * @param role what the key is good for at this moment
 * @param age whole seconds since the key was added, made or promoted, by whichever clock says more
 */
public record KeyStatus(int revision, String name, KeyRole role, Duration age) {}
