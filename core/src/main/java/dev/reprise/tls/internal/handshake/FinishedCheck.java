package dev.reprise.tls.internal.handshake;

import dev.reprise.tls.internal.keys.TrafficSecret;
import dev.reprise.tls.internal.message.Finished;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.security.MessageDigest;

/** The check of a Finished (RFC 9846 section 4.5.3), the same from either side. */
public final class FinishedCheck {
    private FinishedCheck() {}

    /** Compare verify_data in constant time with what the peer's traffic secret and our transcript give. */
    public static void check(Finished finished, TrafficSecret peerTraffic, byte[] transcriptHash)
            throws ProtocolException {
        check(finished, peerTraffic.finished(transcriptHash));
    }

    /** Compare verify_data in constant time with what it must be. */
    public static void check(Finished finished, byte[] expected) throws ProtocolException {
        // RFC 9846 section 4.5.3: verify_data[Hash.length]; RFC 5246 section 7.4.9: [12]. Another length is no
        // Finished.
        if (finished.verifyData().length() != expected.length) {
            throw new ProtocolException(
                    Reason.BAD_VECTOR_LENGTH,
                    "Finished of " + finished.verifyData().length() + " bytes, must be " + expected.length);
        }
        if (!MessageDigest.isEqual(expected, finished.verifyData().toArray())) {
            throw new ProtocolException(Reason.BAD_FINISHED, "the peer's Finished does not verify");
        }
    }
}
