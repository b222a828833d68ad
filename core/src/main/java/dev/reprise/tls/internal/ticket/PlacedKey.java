package dev.reprise.tls.internal.ticket;

import dev.reprise.tls.internal.crypto.Secret;

/**
 * A key for {@link KeyRing#replaceAll}.
 *
 * @param name its full name
 * @param key 48 or 64 bytes; stays the caller's
 * @param standing what it may do; not forgotten
 */
public record PlacedKey(KeyName name, Secret key, KeyStanding standing) {}
