package dev.reprise.tls.internal.handshake.client.tls12;

import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.client.ClientSettings;
import dev.reprise.tls.internal.handshake.client.IdentityProof;
import dev.reprise.tls.internal.handshake.client.WantedCertificate;
import dev.reprise.tls.internal.handshake.tls12.KeptMessages;
import dev.reprise.tls.internal.handshake.tls12.Tls12CertificateMessages;
import dev.reprise.tls.internal.keys.TranscriptHash;
import dev.reprise.tls.internal.message.CertificateVerify;
import dev.reprise.tls.internal.message.Tls12Certificate;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client's answer to a CertificateRequest: a certificate and a signature, or an empty certificate list. */
final class Tls12CertificateAnswer {
    private static final Tls12CertificateAnswer DECLINED = new Tls12CertificateAnswer(null);

    private final @Nullable Signed signed;

    /**
     * What is to be signed, and how.
     *
     * @param proof how we prove ourselves
     * @param kept the messages that are signed
     */
    private record Signed(IdentityProof proof, KeptMessages kept) {}

    private Tls12CertificateAnswer(@Nullable Signed signed) {
        this.signed = signed;
    }

    /** Ask what to show (RFC 5246 sections 7.4.4 and 7.4.6). */
    static Tls12CertificateAnswer to(
            WantedCertificate wanted, ClientSettings settings, @Nullable KeptMessages kept, Output output)
            throws ProtocolException {
        var proof = IdentityProof.choose(wanted, settings, output);
        return proof == null || kept == null ? DECLINED : new Tls12CertificateAnswer(new Signed(proof, kept));
    }

    /** Take a message into what is signed. */
    void add(Bytes message) {
        if (signed != null) {
            signed.kept().add(message);
        }
    }

    /** Send Certificate, which precedes ClientKeyExchange; an empty one when we decline. */
    void sendCertificate(TranscriptHash transcript, Output output) throws ProtocolException {
        var message = signed == null
                ? new Tls12Certificate(List.of())
                : Tls12CertificateMessages.of(signed.proof().identity().chain());
        var sent = output.send(message);
        transcript.update(sent);
        add(sent);
    }

    /** Send CertificateVerify, which follows ClientKeyExchange, unless we have sent no certificate. */
    void sendVerify(ClientSettings settings, TranscriptHash transcript, Output output) throws ProtocolException {
        if (signed == null) {
            return;
        }
        var proof = signed.proof();
        var signature = proof.sign(signed.kept().joined(), settings);
        transcript.update(output.send(new CertificateVerify(proof.scheme().code(), signature.value())));
        output.report(new Event.Signed(false, proof.scheme(), signature.provider()));
    }
}
