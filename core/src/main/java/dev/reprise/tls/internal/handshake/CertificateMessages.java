package dev.reprise.tls.internal.handshake;

import dev.reprise.tls.internal.message.Certificate;
import dev.reprise.tls.internal.message.CertificateEntry;
import dev.reprise.tls.internal.message.Extensions;
import dev.reprise.tls.internal.message.StapledStatus;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Chains in and out of Certificate messages (RFC 9846 section 4.5.1). */
public final class CertificateMessages {
    private CertificateMessages() {}

    /**
     * Make the message for a chain of ours, leaf first.
     *
     * @param stapled OCSP responses that the peer asked for, as DER
     */
    public static Certificate of(List<X509Certificate> chain, Map<X509Certificate, Bytes> stapled)
            throws ProtocolException {
        var entries = new ArrayList<CertificateEntry>(chain.size());
        try {
            for (var certificate : chain) {
                var response = stapled.get(certificate);
                entries.add(new CertificateEntry(
                        Bytes.wrap(certificate.getEncoded()),
                        response == null ? Extensions.NONE : Extensions.of(new StapledStatus(response))));
            }
        } catch (CertificateEncodingException e) {
            throw new ProtocolException(Reason.INTERNAL_ERROR, "our own certificate has no encoding", e);
        }
        return new Certificate(Bytes.EMPTY, entries);
    }

    /**
     * Parse the certificates of a peer, leaf first; maybe none.
     *
     * @param parser may know them already
     * @param max how many are looked at
     * @param statusAsked whether OCSP responses were asked for
     * @throws ProtocolException for a context or entry extension nobody asked for, too many or malformed certificates
     */
    public static ReceivedChain parse(Certificate message, CertificateParser parser, int max, boolean statusAsked)
            throws ProtocolException {
        // Section 4.5.1: the context is empty but in post-handshake authentication, which is never asked for.
        if (!message.context().isEmpty()) {
            throw new ProtocolException(
                    Reason.BAD_CERTIFICATE_REQUEST_CONTEXT,
                    "Certificate has a context of " + message.context().length() + " bytes, expected none");
        }
        if (message.entries().size() > max) {
            throw new ProtocolException(
                    Reason.CERTIFICATE_CHAIN_TOO_LONG,
                    message.entries().size() + " certificates, at most " + max + " are looked at");
        }
        var chain = new ArrayList<X509Certificate>(message.entries().size());
        var stapled = new HashMap<X509Certificate, Bytes>();
        for (var entry : message.entries()) {
            var certificate = parser.parse(entry.certificate());
            chain.add(certificate);
            // Section 4.5.1: extensions here must answer ours, and SCTs are never requested.
            for (int i = 0; i < entry.extensions().size(); i++) {
                if (!statusAsked || !(entry.extensions().get(i) instanceof StapledStatus status)) {
                    throw new ProtocolException(
                            Reason.UNSOLICITED_EXTENSION,
                            "a certificate carries extension "
                                    + entry.extensions().get(i).type() + " that was not requested");
                }
                stapled.putIfAbsent(certificate, status.ocspResponse());
            }
        }
        return new ReceivedChain(chain, stapled);
    }
}
