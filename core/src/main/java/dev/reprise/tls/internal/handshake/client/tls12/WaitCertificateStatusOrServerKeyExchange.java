package dev.reprise.tls.internal.handshake.client.tls12;

import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.PeerChain;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.handshake.tls12.KeptMessages;
import dev.reprise.tls.internal.message.CertificateStatus;
import dev.reprise.tls.internal.message.HandshakeType;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.internal.message.ServerKeyExchange;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.TlsException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The OCSP response for the server's certificate, which it has said may come and may yet leave out (RFC 6066 section 8); the
 * chain is verified with it.
 */
public final class WaitCertificateStatusOrServerKeyExchange implements Tls12ClientState {
    private final Tls12Negotiation agreed;
    private final @Nullable KeptMessages kept;
    private final List<X509Certificate> certificates;

    WaitCertificateStatusOrServerKeyExchange(
            Tls12Negotiation agreed, @Nullable KeptMessages kept, List<X509Certificate> certificates) {
        this.agreed = agreed;
        this.kept = kept;
        this.certificates = certificates;
    }

    @Override
    public boolean awaits(HandshakeType type) {
        return type == HandshakeType.CERTIFICATE_STATUS || type == HandshakeType.SERVER_KEY_EXCHANGE;
    }

    @Override
    public State onMessage(ReceivedMessage message, Output output) throws TlsException {
        if (!(message.message() instanceof CertificateStatus status)) {
            message.expect(ServerKeyExchange.class);
            return verified(Map.of(), output).onMessage(message, output);
        }
        agreed.transcript().update(message.raw());
        if (kept != null) {
            kept.add(message.raw());
        }
        return verified(Map.of(certificates.get(0), status.ocspResponse()), output);
    }

    private WaitServerKeyExchange verified(Map<X509Certificate, Bytes> stapled, Output output) throws TlsException {
        var chain = new PeerChain(certificates, stapled, agreed.serverName(), agreed.parameters());
        return new WaitServerKeyExchange(agreed, kept, chain, agreed.settings().verify(chain, output));
    }

    @Override
    public boolean costly() {
        return true;
    }

    @Override
    public void close() {}
}
