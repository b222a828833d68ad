package dev.reprise.tls.internal.keys;

import dev.reprise.tls.internal.crypto.Prf;
import dev.reprise.tls.internal.crypto.PrfLabel;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.AeadAlgorithm;
import dev.reprise.tls.spec.HashAlgorithm;
import java.util.Arrays;

/**
 * The main secret of TLS 1.2 (RFC 5246 section 8.1; once called master, as the labels still say), from which everything
 * else comes. Holds a Mac of the pool, so it is closed when the handshake ends. Not thread-safe.
 */
public final class Tls12MainSecret implements AutoCloseable {
    /** RFC 5246 section 7.4.9: 12 bytes for every suite of ours. */
    public static final int VERIFY_DATA_LENGTH = 12;

    // RFC 5288 section 3: the salt of AES-GCM. RFC 7905 section 2: all of the nonce.
    private static final int GCM_IV_LENGTH = 4;

    private final Secret secret;
    private final Prf prf;

    private Tls12MainSecret(HashAlgorithm hash, Secret secret) {
        this.secret = secret;
        this.prf = new Prf(hash, secret);
    }

    /**
     * Derive the extended main secret (RFC 7627 section 4).
     *
     * @param premaster the shared secret of the key exchange, which stays the caller's
     * @param sessionHash the transcript hash up to and including ClientKeyExchange
     */
    public static Tls12MainSecret extended(HashAlgorithm hash, Secret premaster, byte[] sessionHash) {
        try (var prf = new Prf(hash, premaster)) {
            return new Tls12MainSecret(
                    hash,
                    Secret.take(prf.output(PrfLabel.EXTENDED_MASTER_SECRET, sessionHash, Prf.MAIN_SECRET_LENGTH)));
        }
    }

    /** Derive the main secret as RFC 5246 section 8.1 has it, for peers without extended_master_secret. */
    public static Tls12MainSecret plain(HashAlgorithm hash, Secret premaster, Bytes clientRandom, Bytes serverRandom) {
        try (var prf = new Prf(hash, premaster)) {
            return new Tls12MainSecret(
                    hash,
                    Secret.take(
                            prf.output(PrfLabel.MASTER_SECRET, clientRandom, serverRandom, Prf.MAIN_SECRET_LENGTH)));
        }
    }

    /** Take the main secret of an earlier session, which is copied. */
    public static Tls12MainSecret resumed(HashAlgorithm hash, Secret session) {
        return new Tls12MainSecret(hash, session.copy());
    }

    /** Derive the keys of both directions (RFC 5246 section 6.3); the caller closes them. */
    public KeyBlock keyBlock(AeadAlgorithm aead, Bytes clientRandom, Bytes serverRandom) {
        int keyLength = aead.keyLength();
        int ivLength = aead == AeadAlgorithm.CHACHA20_POLY1305 ? AeadAlgorithm.NONCE_LENGTH : GCM_IV_LENGTH;
        var block = prf.output(PrfLabel.KEY_EXPANSION, serverRandom, clientRandom, 2 * (keyLength + ivLength));
        int ivs = 2 * keyLength;
        var client = new DirectionKeys(
                Secret.take(Arrays.copyOfRange(block, 0, keyLength)), Arrays.copyOfRange(block, ivs, ivs + ivLength));
        var server = new DirectionKeys(
                Secret.take(Arrays.copyOfRange(block, keyLength, ivs)),
                Arrays.copyOfRange(block, ivs + ivLength, block.length));
        Arrays.fill(block, (byte) 0);
        return new KeyBlock(client, server);
    }

    /** Compute verify_data of the client's Finished (RFC 5246 section 7.4.9), 12 bytes. */
    public byte[] clientFinished(byte[] transcriptHash) {
        return prf.output(PrfLabel.CLIENT_FINISHED, transcriptHash, VERIFY_DATA_LENGTH);
    }

    /** Compute verify_data of the server's Finished (RFC 5246 section 7.4.9), 12 bytes. */
    public byte[] serverFinished(byte[] transcriptHash) {
        return prf.output(PrfLabel.SERVER_FINISHED, transcriptHash, VERIFY_DATA_LENGTH);
    }

    /** Return the secret itself, for sessions and key logs; it stays this object's. */
    public Secret secret() {
        return secret;
    }

    /** Wipe the secret and give the Mac back. */
    @Override
    public void close() {
        prf.close();
        secret.close();
    }
}
