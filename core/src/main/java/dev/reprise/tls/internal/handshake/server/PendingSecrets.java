package dev.reprise.tls.internal.handshake.server;

import dev.reprise.tls.internal.crypto.Hkdf;
import dev.reprise.tls.internal.keys.MainSecret;
import dev.reprise.tls.internal.keys.TrafficSecret;
import dev.reprise.tls.internal.keys.TranscriptHash;

/**
 * What a server holds between its own Finished and the client's; passed from state to state.
 *
 * @param hkdf the key derivation of this handshake
 * @param transcript the transcript so far
 * @param clientTraffic the client's handshake traffic secret; the engine owns it
 * @param nextRead the client's application traffic secret, installed after its Finished
 * @param main the last stage of the key schedule
 */
record PendingSecrets(
        Hkdf hkdf, TranscriptHash transcript, TrafficSecret clientTraffic, TrafficSecret nextRead, MainSecret main) {

    void close() {
        nextRead.close();
        main.close();
        hkdf.close();
    }
}
