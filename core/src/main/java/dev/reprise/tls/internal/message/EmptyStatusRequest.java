package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Writer;

/**
 * In TLS 1.2's ServerHello: a CertificateStatus may follow (RFC 6066 section 8). In a CertificateRequest: the server wants
 * the client's certificate to come with an OCSP response (RFC 9846 section 4.5.1.1).
 */
public record EmptyStatusRequest() implements Extension {
    @Override
    public void encodeBody(Writer w) {
        // extension_data is empty
    }

    @Override
    public int type() {
        return ExtensionType.STATUS_REQUEST.code();
    }
}
