package dev.reprise.tls.internal.handshake;

import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.KeyLog;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Passes the secrets of one connection to the user's key log, if there is one (RFC 9850 section 2).
 *
 * @param keyLog the user's, or null
 * @param clientRandom ClientHello.random, the first hello's
 */
public record SecretLog(@Nullable KeyLog keyLog, Bytes clientRandom) {
    /** Pass on a secret, which stays the caller's. */
    public void log(String label, Secret secret) {
        if (keyLog == null) {
            return;
        }
        var bytes = secret.toArray();
        try {
            keyLog.log(label, clientRandom.toArray(), bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }
}
