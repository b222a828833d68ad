package dev.reprise.tls.internal.keys;

import dev.reprise.tls.internal.crypto.Hkdf;
import dev.reprise.tls.internal.crypto.Label;
import dev.reprise.tls.internal.crypto.Secret;

/**
 * The Handshake Secret (RFC 9846 section 7.1). Uses the Hkdf of its maker, which must stay open as long. Not
 * thread-safe.
 */
public final class HandshakeSecret implements AutoCloseable {
    private final Hkdf hkdf;
    private final Secret secret;

    HandshakeSecret(Hkdf hkdf, Secret secret) {
        this.hkdf = hkdf;
        this.secret = secret;
    }

    /** Derive client_handshake_traffic_secret from the transcript hash up to ServerHello; the caller closes it. */
    public TrafficSecret clientHandshakeTraffic(byte[] transcriptHash) {
        return new TrafficSecret(hkdf.hash(), hkdf.deriveSecret(secret, Label.C_HS_TRAFFIC, transcriptHash));
    }

    /** Derive server_handshake_traffic_secret from the transcript hash up to ServerHello; the caller closes it. */
    public TrafficSecret serverHandshakeTraffic(byte[] transcriptHash) {
        return new TrafficSecret(hkdf.hash(), hkdf.deriveSecret(secret, Label.S_HS_TRAFFIC, transcriptHash));
    }

    /** Move on to the Main Secret; this stage closes. */
    public MainSecret main() {
        try (this;
                var derived = hkdf.deriveSecret(secret, Label.DERIVED)) {
            return new MainSecret(hkdf, hkdf.extract(derived, null));
        }
    }

    /** Wipe the secret. */
    @Override
    public void close() {
        secret.close();
    }
}
