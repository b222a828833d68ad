package dev.reprise.tls.internal.handshake.client;

import dev.reprise.tls.internal.crypto.Hkdf;
import dev.reprise.tls.internal.handshake.NegotiatedParameters;
import dev.reprise.tls.internal.handshake.SecretLog;
import dev.reprise.tls.internal.keys.HandshakeSecret;
import dev.reprise.tls.internal.keys.TrafficSecret;
import dev.reprise.tls.internal.keys.TranscriptHash;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolVersion;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands from the ServerHello on; passed from state to state.
 *
 * @param settings the settings
 * @param serverName the name to verify, or null
 * @param sni the name that was sent, or null
 * @param suite the suite chosen
 * @param group the group chosen
 * @param resumed whether the server took the PSK
 * @param retried whether there was a HelloRetryRequest
 * @param sessionOffered whether a PSK stood in the last ClientHello
 * @param sessionChain the chain of the session resumed; empty when not resumed
 * @param log where secrets are told
 * @param hkdf the key derivation of this handshake
 * @param transcript the transcript so far
 * @param handshakeSecret the stage of the key schedule
 * @param clientTraffic the client's handshake traffic secret; the engine owns it
 * @param serverTraffic the server's handshake traffic secret; the engine owns it
 */
record Tls13Negotiation(
        ClientSettings settings,
        @Nullable String serverName,
        @Nullable String sni,
        CipherSuite suite,
        NamedGroup group,
        boolean resumed,
        boolean retried,
        boolean sessionOffered,
        List<X509Certificate> sessionChain,
        SecretLog log,
        Hkdf hkdf,
        TranscriptHash transcript,
        HandshakeSecret handshakeSecret,
        TrafficSecret clientTraffic,
        TrafficSecret serverTraffic) {

    /** Return what is negotiated so far, for those who decide. */
    NegotiatedParameters parameters(@Nullable String alpn) {
        return new NegotiatedParameters(ProtocolVersion.TLS_1_3, List.of(suite), group, sni, alpn, null);
    }

    void close() {
        handshakeSecret.close();
        hkdf.close();
    }
}
