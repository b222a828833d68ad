package dev.reprise.tls.internal.ticket;

import java.time.Duration;

/**
 * One key of a ring as it is at a moment, without the key.
 *
 * @param name what its tickets begin with
 * @param standing what it may do
 * @param seals whether it is the one that seals now
 * @param age whole seconds since it was added, made or promoted
 */
public record KeyState(KeyName name, KeyStanding standing, boolean seals, Duration age) {}
