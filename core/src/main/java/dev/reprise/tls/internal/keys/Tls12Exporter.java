package dev.reprise.tls.internal.keys;

import dev.reprise.tls.internal.crypto.Prf;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.HashAlgorithm;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Exports keying material of a TLS 1.2 connection (RFC 5705). Only for connections with extended master secret: without it
 * RFC 7627 section 5.4 forbids exporting. Borrows a Mac per call. Not thread-safe.
 */
public final class Tls12Exporter implements Exporter {
    // RFC 5705 section 4: labels TLS itself uses with the same secret. RFC 7627 adds its own.
    private static final Set<String> RESERVED =
            Set.of("client finished", "server finished", "master secret", "extended master secret", "key expansion");
    private static final int MAX_LENGTH = 0xffff;
    private static final byte[] SESSION_ID = "reprise session id".getBytes(StandardCharsets.US_ASCII);
    private static final int SESSION_ID_BYTES = 32;

    private final HashAlgorithm hash;
    private final Secret mainSecret;
    private final Bytes clientRandom;
    private final Bytes serverRandom;
    private final Bytes sentSessionId;

    /**
     * Copy the main secret and the randoms of a connection.
     *
     * @param sentSessionId the id that the server gave to a new session; empty when it gave none
     */
    public Tls12Exporter(
            HashAlgorithm hash, Secret mainSecret, Bytes clientRandom, Bytes serverRandom, Bytes sentSessionId) {
        this.sentSessionId = sentSessionId.compact();
        this.hash = hash;
        this.mainSecret = mainSecret.copy();
        this.clientRandom = clientRandom.compact();
        this.serverRandom = serverRandom.compact();
    }

    /**
     * Compute the exported value; the caller closes the result.
     *
     * @param label ASCII characters, none of TLS's own labels
     * @param context up to 65,535 bytes; null for none, which differs from an empty one
     * @param length bytes wanted, up to 65,535
     * @throws IllegalArgumentException when one of these is out of its range
     */
    @Override
    public Secret export(String label, byte @Nullable [] context, int length) {
        if (label.isEmpty()
                || RESERVED.contains(label)
                || !StandardCharsets.US_ASCII.newEncoder().canEncode(label)) {
            throw new IllegalArgumentException("an exporter label is ASCII and none of TLS's own");
        }
        if (length < 0 || length > MAX_LENGTH) {
            throw new IllegalArgumentException(length + " bytes of output, legal are 0 to " + MAX_LENGTH);
        }
        var seed = new Writer(128).bytes(clientRandom).bytes(serverRandom);
        if (context != null) {
            seed.vector16(Bytes.wrap(context));
        }
        try (var prf = new Prf(hash, mainSecret)) {
            return Secret.take(prf.output(label.getBytes(StandardCharsets.US_ASCII), seed.toArray(), length));
        }
    }

    /** Return the server's id, or what both sides derive in its place: RFC 5077 section 3.4 lets servers leave it empty. */
    @Override
    public Bytes sessionId() {
        if (!sentSessionId.isEmpty()) {
            return sentSessionId;
        }
        try (var prf = new Prf(hash, mainSecret)) {
            return Bytes.wrap(prf.output(SESSION_ID, new byte[0], SESSION_ID_BYTES));
        }
    }

    /** Wipe the secret. */
    @Override
    public void close() {
        mainSecret.close();
    }
}
