package dev.reprise.tls.internal.handshake.client;

import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.RecordLimits;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.message.Alpn;
import dev.reprise.tls.internal.message.EncryptedExtensions;
import dev.reprise.tls.internal.message.Extensions;
import dev.reprise.tls.internal.message.HandshakeType;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.internal.message.RecordSizeLimit;
import dev.reprise.tls.internal.message.ServerNameAcknowledgement;
import dev.reprise.tls.internal.message.SupportedGroups;
import dev.reprise.tls.internal.message.TicketRequestHint;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;

/** WAIT_EE (RFC 9846 section 4.4.1). */
public final class WaitEncryptedExtensions implements ClientState {
    private final Tls13Negotiation agreed;

    WaitEncryptedExtensions(Tls13Negotiation agreed) {
        this.agreed = agreed;
    }

    @Override
    public boolean accepts(HandshakeType type) {
        return type == HandshakeType.ENCRYPTED_EXTENSIONS;
    }

    @Override
    public State onMessage(ReceivedMessage message, Output output) throws TlsException {
        var encrypted = message.expect(EncryptedExtensions.class);
        checkSolicited(encrypted.extensions());
        var terms = agreed.settings().terms();
        RecordLimits.answered(encrypted.extensions(), terms, ProtocolVersion.TLS_1_3, output);
        var alpn = terms.protocols().selected(encrypted.extensions());
        agreed.transcript().update(message.raw());
        output.report(Event.Negotiated.alpn(alpn));
        return agreed.resumed()
                ? new WaitFinished(agreed, alpn, agreed.sessionChain(), null)
                : new WaitCertificateOrCertificateRequest(agreed, alpn);
    }

    private void checkSolicited(Extensions extensions) throws ProtocolException {
        for (int i = 0; i < extensions.size(); i++) {
            boolean solicited = switch (extensions.get(i)) {
                case ServerNameAcknowledgement ack -> agreed.sni() != null;
                case Alpn protocols -> agreed.settings().terms().protocols().extension() != null;
                case RecordSizeLimit limit -> true;
                // RFC 9149 section 3: a hint how many tickets will come, in this message only.
                case TicketRequestHint hint -> agreed.settings().tickets() != null;
                // Section 4.3.7: informative; the client must not act upon it before the handshake completes.
                case SupportedGroups groups -> true;
                default -> false;
            };
            if (!solicited) {
                throw new ProtocolException(
                        Reason.UNSOLICITED_EXTENSION,
                        "the server answered extension " + extensions.get(i).type() + " that was not sent");
            }
        }
    }

    @Override
    public void close() {
        agreed.close();
    }
}
