package dev.reprise.tls.internal.handshake.client.tls12;

import dev.reprise.tls.internal.crypto.Signatures;
import dev.reprise.tls.internal.handshake.Authorities;
import dev.reprise.tls.internal.handshake.ClientSettings;
import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.KeptMessages;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.Tls12CertificateMessages;
import dev.reprise.tls.internal.keys.TranscriptHash;
import dev.reprise.tls.internal.message.CertificateVerify;
import dev.reprise.tls.internal.message.Tls12Certificate;
import dev.reprise.tls.internal.message.Tls12CertificateRequest;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CipherSuite.KeyType;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.SignatureScheme;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client's answer to a CertificateRequest: a certificate and a signature, or an empty certificate list. */
final class Tls12CertificateAnswer {
    private static final Tls12CertificateAnswer DECLINED = new Tls12CertificateAnswer(null);

    private final @Nullable Proof proof;

    /**
     * How we prove ourselves.
     *
     * @param identity our certificate
     * @param scheme how to sign
     * @param kept the messages that are signed
     */
    private record Proof(Identity identity, SignatureScheme scheme, KeptMessages kept) {}

    private Tls12CertificateAnswer(@Nullable Proof proof) {
        this.proof = proof;
    }

    /** Choose the answer: our identity when its key type and a scheme are taken (RFC 5246 sections 7.4.4 and 7.4.6). */
    static Tls12CertificateAnswer to(
            Tls12CertificateRequest request, ClientSettings settings, @Nullable KeptMessages kept) {
        var identity = settings.identity();
        if (identity == null || kept == null) {
            return DECLINED;
        }
        // RFC 5246 section 7.4.6: an authority that the server lists, if it lists any.
        if (!request.authorities().isEmpty() && !Authorities.issuedAny(identity.chain(), request.authorities())) {
            return DECLINED;
        }
        var key = identity.leaf().getPublicKey();
        int type = Tls12CertificateMessages.keyType(key) == KeyType.RSA
                ? Tls12CertificateRequest.RSA_SIGN
                : Tls12CertificateRequest.ECDSA_SIGN;
        if (!request.accepts(type)) {
            return DECLINED;
        }
        for (var scheme : Signatures.forTls12Key(key)) {
            if (request.signatureAlgorithms().contains(scheme.code())) {
                return new Tls12CertificateAnswer(new Proof(identity, scheme, kept));
            }
        }
        return DECLINED;
    }

    /** Tell what we prove ourselves with, if we do. */
    void report(Output output) {
        if (proof != null) {
            output.report(Event.Negotiated.own(proof.identity().chain()));
        }
    }

    /** Take a message into what is signed. */
    void add(Bytes message) {
        if (proof != null) {
            proof.kept().add(message);
        }
    }

    /** Send Certificate, which precedes ClientKeyExchange; an empty one when we decline. */
    void sendCertificate(TranscriptHash transcript, Output output) throws ProtocolException {
        var message = proof == null
                ? new Tls12Certificate(List.of())
                : Tls12CertificateMessages.of(proof.identity().chain());
        var sent = output.send(message);
        transcript.update(sent);
        add(sent);
    }

    /** Send CertificateVerify, which follows ClientKeyExchange, unless we have sent no certificate. */
    void sendVerify(ClientSettings settings, TranscriptHash transcript, Output output) throws ProtocolException {
        if (proof == null) {
            return;
        }
        var signature = settings.signatures()
                .sign(
                        proof.scheme(),
                        proof.identity().privateKey(),
                        proof.kept().joined());
        transcript.update(output.send(new CertificateVerify(proof.scheme().code(), Bytes.wrap(signature))));
    }
}
