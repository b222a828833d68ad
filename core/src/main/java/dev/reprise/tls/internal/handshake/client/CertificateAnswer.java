package dev.reprise.tls.internal.handshake.client;

import dev.reprise.tls.internal.handshake.CertificateVerifyContent;
import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.keys.TranscriptHash;
import dev.reprise.tls.internal.message.Certificate;
import dev.reprise.tls.internal.message.CertificateVerify;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client's answer to a CertificateRequest: a certificate and a signature, or an empty certificate list.
 *
 * @param proof how we prove ourselves, null to decline
 */
record CertificateAnswer(@Nullable IdentityProof proof) {
    /** Ask what to show (section 4.5.1.2). */
    static CertificateAnswer to(WantedCertificate wanted, ClientSettings settings, Output output)
            throws ProtocolException {
        return new CertificateAnswer(IdentityProof.choose(wanted, settings, output));
    }

    /** Send Certificate and, unless it is empty, CertificateVerify (sections 4.5.1 and 4.5.2). */
    void send(ClientSettings settings, TranscriptHash transcript, Output output) throws ProtocolException {
        if (proof == null) {
            transcript.update(output.send(new Certificate(Bytes.EMPTY, List.of())));
            return;
        }
        transcript.update(output.send(
                settings.shared().ownCertificate().message(proof.identity().chain(), proof.stapled())));
        var content = CertificateVerifyContent.ofClient(transcript.current());
        var signature = proof.sign(content, settings);
        transcript.update(output.send(new CertificateVerify(proof.scheme().code(), signature.value())));
        output.report(new Event.Signed(false, proof.scheme(), signature.provider()));
    }
}
