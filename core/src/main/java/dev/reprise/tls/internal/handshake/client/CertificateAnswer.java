package dev.reprise.tls.internal.handshake.client;

import dev.reprise.tls.internal.crypto.Signatures;
import dev.reprise.tls.internal.handshake.Authorities;
import dev.reprise.tls.internal.handshake.CertificateMessages;
import dev.reprise.tls.internal.handshake.CertificateVerifyContent;
import dev.reprise.tls.internal.handshake.ClientSettings;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.keys.TranscriptHash;
import dev.reprise.tls.internal.message.Certificate;
import dev.reprise.tls.internal.message.CertificateAuthorities;
import dev.reprise.tls.internal.message.CertificateVerify;
import dev.reprise.tls.internal.message.CodePoints;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.SignatureScheme;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client's answer to a CertificateRequest: a certificate and a signature, or an empty certificate list.
 *
 * @param identity what to prove ourselves with, null to decline
 * @param scheme how to sign, null to decline
 */
record CertificateAnswer(
        @Nullable Identity identity, @Nullable SignatureScheme scheme) {
    private static final CertificateAnswer DECLINED = new CertificateAnswer(null, null);

    /**
     * Choose the answer: our identity when its key fits a scheme the server takes, and its chain a listed authority if the
     * server lists any (section 4.5.1.2).
     */
    static CertificateAnswer answer(
            ClientSettings settings, CodePoints acceptable, @Nullable CertificateAuthorities authorities) {
        var identity = settings.identity();
        if (identity == null
                || (authorities != null && !Authorities.issuedAny(identity.chain(), authorities.authorities()))) {
            return DECLINED;
        }
        for (var scheme : Signatures.forKey(identity.leaf().getPublicKey())) {
            if (scheme.allowedInCertificateVerify() && acceptable.contains(scheme.code())) {
                return new CertificateAnswer(identity, scheme);
            }
        }
        return DECLINED;
    }

    /** Send Certificate and, unless it is empty, CertificateVerify (sections 4.5.1 and 4.5.2). */
    void send(ClientSettings settings, TranscriptHash transcript, Output output) throws ProtocolException {
        if (identity == null || scheme == null) {
            transcript.update(output.send(new Certificate(Bytes.EMPTY, List.of())));
            return;
        }
        transcript.update(output.send(CertificateMessages.of(identity.chain())));
        var content = CertificateVerifyContent.ofClient(transcript.current());
        var signature = settings.signatures().sign(scheme, identity.privateKey(), content);
        transcript.update(output.send(new CertificateVerify(scheme.code(), Bytes.wrap(signature))));
    }
}
