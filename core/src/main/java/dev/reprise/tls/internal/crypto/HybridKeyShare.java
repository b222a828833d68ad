package dev.reprise.tls.internal.crypto;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Our half of X25519MLKEM768 (draft-ietf-tls-ecdhe-mlkem section 3.1): ML-KEM-768 and X25519 side by side, so that the
 * secret stays one as long as either holds. JCA cannot wipe a private key: closing drops it.
 */
final class HybridKeyShare implements KeyShare {
    private final MlKem768 kem;
    private final KeyShare x25519;
    private final Bytes publicKey;
    /** Null once closed. */
    private @Nullable PrivateKey decapsulationKey;

    HybridKeyShare(MlKem768 kem, KeyPair pair, KeyShare x25519) {
        this.kem = kem;
        this.x25519 = x25519;
        publicKey = joined(MlKem768.encode(pair.getPublic()), x25519.publicKey());
        decapsulationKey = pair.getPrivate();
    }

    /** Answer a client's share. */
    static KeyShares.Answer answer(MlKem768 kem, KeyShares shares, Bytes clientShare) throws ProtocolException {
        requireLength(clientShare, MlKem768.KEY_BYTES);
        var answer = shares.answer(NamedGroup.X25519, tail(clientShare, MlKem768.KEY_BYTES));
        try (var classical = answer.shared()) {
            var sent = kem.encapsulate(clientShare.slice(0, MlKem768.KEY_BYTES));
            try (var postQuantum = sent.shared()) {
                return new KeyShares.Answer(
                        joined(sent.ciphertext(), answer.publicKey()),
                        joined(postQuantum, classical),
                        kem.provider() + "+" + answer.provider());
            }
        }
    }

    @Override
    public NamedGroup group() {
        return NamedGroup.X25519MLKEM768;
    }

    @Override
    public String provider() {
        return kem.provider() + "+" + x25519.provider();
    }

    @Override
    public Bytes publicKey() {
        return publicKey;
    }

    /** Return this one, and X25519 with the same key: the hybrid design's section 3.2 lets one key serve both. */
    @Override
    public List<KeyShare> offers() {
        return List.of(this, x25519);
    }

    @Override
    public Secret agree(Bytes serverShare) throws ProtocolException {
        var key = decapsulationKey;
        if (key == null) {
            throw new IllegalStateException("this key share is closed");
        }
        requireLength(serverShare, MlKem768.CIPHERTEXT_BYTES);
        try (var classical = x25519.agree(tail(serverShare, MlKem768.CIPHERTEXT_BYTES));
                var postQuantum = kem.decapsulate(key, serverShare.slice(0, MlKem768.CIPHERTEXT_BYTES))) {
            return joined(postQuantum, classical);
        }
    }

    @Override
    public void close() {
        decapsulationKey = null;
        x25519.close();
    }

    /** Return the group and the public value only. */
    @Override
    public String toString() {
        return "KeyShare[" + group() + ", " + publicKey + "]";
    }

    private static void requireLength(Bytes share, int kemBytes) throws ProtocolException {
        int legal = kemBytes + PublicValue.X25519.LENGTH;
        if (share.length() != legal) {
            throw PublicValue.wrongLength(share, legal);
        }
    }

    private static Bytes tail(Bytes share, int from) {
        return share.slice(from, share.length() - from);
    }

    private static Bytes joined(Bytes first, Bytes second) {
        var joined = new byte[first.length() + second.length()];
        first.copyTo(joined, 0);
        second.copyTo(joined, first.length());
        return Bytes.wrap(joined);
    }

    private static Secret joined(Secret first, Secret second) {
        var joined = new byte[first.length() + second.length()];
        first.copyTo(joined, 0);
        second.copyTo(joined, first.length());
        return Secret.take(joined);
    }
}
