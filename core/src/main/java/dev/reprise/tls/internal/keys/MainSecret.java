package dev.reprise.tls.internal.keys;

import dev.reprise.tls.internal.crypto.Hkdf;
import dev.reprise.tls.internal.crypto.Label;
import dev.reprise.tls.internal.crypto.Secret;

/**
 * The Main Secret (RFC 9846 section 7.1; once called master, as the labels still say). Uses the Hkdf of its maker,
 * which must stay open as long. Not thread-safe.
 */
public final class MainSecret implements AutoCloseable {
    private final Hkdf hkdf;
    private final Secret secret;

    MainSecret(Hkdf hkdf, Secret secret) {
        this.hkdf = hkdf;
        this.secret = secret;
    }

    /** Derive client_application_traffic_secret_0 from the transcript hash up to the server's Finished. */
    public TrafficSecret clientApplicationTraffic(byte[] transcriptHash) {
        return new TrafficSecret(hkdf.hash(), hkdf.deriveSecret(secret, Label.C_AP_TRAFFIC, transcriptHash));
    }

    /** Derive server_application_traffic_secret_0 from the transcript hash up to the server's Finished. */
    public TrafficSecret serverApplicationTraffic(byte[] transcriptHash) {
        return new TrafficSecret(hkdf.hash(), hkdf.deriveSecret(secret, Label.S_AP_TRAFFIC, transcriptHash));
    }

    /** Derive exporter_secret from the transcript hash up to the server's Finished. */
    public ExporterSecret exporter(byte[] transcriptHash) {
        return new ExporterSecret(hkdf.hash(), hkdf.deriveSecret(secret, Label.EXP_MASTER, transcriptHash));
    }

    /** Derive resumption_secret from the transcript hash up to the client's Finished. */
    public ResumptionSecret resumption(byte[] transcriptHash) {
        return new ResumptionSecret(hkdf.hash(), hkdf.deriveSecret(secret, Label.RES_MASTER, transcriptHash));
    }

    /** Wipe the secret. */
    @Override
    public void close() {
        secret.close();
    }
}
