package dev.reprise.tls.internal.handshake;

import dev.reprise.tls.internal.crypto.KeyShares;
import dev.reprise.tls.internal.crypto.Signatures;
import dev.reprise.tls.spec.Clocks;
import dev.reprise.tls.spec.KeyLog;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * What is dear to make and is made once per config, for all its connections. Each part is thread-safe.
 *
 * @param keyShares makes ephemeral keys
 * @param signatures signs and verifies
 * @param certificates parses the peers' certificates, and may remember them
 * @param random the one source of randomness
 * @param clocks the clocks
 * @param keyLog gets the secrets of every connection, or null
 * @param ownCertificate encodes what proves ourselves
 * @param clientCounters counts what happens to clients' connections
 * @param serverCounters counts what happens to servers' connections
 */
public record Shared(
        KeyShares keyShares,
        Signatures signatures,
        CertificateParser certificates,
        SecureRandom random,
        Clocks clocks,
        @Nullable KeyLog keyLog,
        OwnCertificate ownCertificate,
        Counters clientCounters,
        Counters serverCounters) {

    /** Begin to count at nothing. */
    public Shared(
            KeyShares keyShares,
            Signatures signatures,
            CertificateParser certificates,
            SecureRandom random,
            Clocks clocks,
            @Nullable KeyLog keyLog) {
        this(
                keyShares,
                signatures,
                certificates,
                random,
                clocks,
                keyLog,
                new OwnCertificate(),
                new Counters(),
                new Counters());
    }
}
