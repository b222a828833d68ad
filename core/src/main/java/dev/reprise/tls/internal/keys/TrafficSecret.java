package dev.reprise.tls.internal.keys;

import dev.reprise.tls.internal.crypto.Hkdf;
import dev.reprise.tls.internal.crypto.Label;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.spec.AeadAlgorithm;
import dev.reprise.tls.spec.HashAlgorithm;

/**
 * One direction's traffic secret (RFC 9846 sections 7.1 to 7.3). Borrows a Mac per call, so that an idle connection
 * holds nothing but the secret. Not thread-safe.
 */
public final class TrafficSecret implements AutoCloseable {
    private final HashAlgorithm hash;
    private final Secret secret;

    /** Take a secret over; it is wiped when this closes. */
    public TrafficSecret(HashAlgorithm hash, Secret secret) {
        this.hash = hash;
        this.secret = secret;
    }

    /** Return the hash it is used with. */
    public HashAlgorithm hash() {
        return hash;
    }

    /** Derive the record key and iv (section 7.3); the caller closes them. */
    public TrafficKeys keys(AeadAlgorithm aead) {
        try (var hkdf = new Hkdf(hash)) {
            var iv = hkdf.expandLabelPublic(secret, Label.IV, AeadAlgorithm.NONCE_LENGTH);
            return new TrafficKeys(hkdf.expandLabel(secret, Label.KEY, aead.keyLength()), iv);
        }
    }

    /** Derive the next generation (section 7.2); this one closes, so that old traffic stays closed with it. */
    public TrafficSecret next() {
        try (this;
                var hkdf = new Hkdf(hash)) {
            return new TrafficSecret(hash, hkdf.expandLabel(secret, Label.TRAFFIC_UPD, hash.length()));
        }
    }

    /** Compute verify_data of a Finished whose base key this is (section 4.5.3), over a transcript hash. */
    public byte[] finished(byte[] transcriptHash) {
        try (var hkdf = new Hkdf(hash)) {
            return hkdf.finished(secret, transcriptHash);
        }
    }

    /** Return the secret itself, for a key log; it stays this object's. */
    public Secret secret() {
        return secret;
    }

    /** Wipe the secret. */
    @Override
    public void close() {
        secret.close();
    }
}
