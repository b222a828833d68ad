package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;

/**
 * OpenSSL's form of a certificate with settings behind it ({@code openssl x509 -trustout}): what it is trusted for, what it
 * is not, a name and others. Trust is a matter of the config here, so only a certificate that is marked as rejected for
 * something is not taken.
 */
final class TrustedCertificate {
    static final String LABEL = "TRUSTED CERTIFICATE";

    private static final int REJECT = DerReader.context(0);

    private TrustedCertificate() {}

    /** Return the DER of the certificate alone. */
    static Bytes certificate(Bytes content) throws ProtocolException {
        var elements = new DerReader(content);
        try {
            var certificate = elements.element();
            if (elements.hasNext()) {
                requireNotRejected(elements.enter(DerReader.SEQUENCE));
                elements.end();
            }
            return certificate;
        } catch (ProtocolException e) {
            throw e.reason() == Reason.CERTIFICATE_NOT_ALLOWED
                    ? e
                    : new ProtocolException(
                            Reason.MALFORMED_CERTIFICATE, "it is no certificate with OpenSSL's trust settings");
        }
    }

    private static void requireNotRejected(DerReader settings) throws ProtocolException {
        while (settings.hasNext()) {
            if (settings.nextTag() == REJECT) {
                throw new ProtocolException(
                        Reason.CERTIFICATE_NOT_ALLOWED,
                        "OpenSSL's settings reject it for some use, which is not known here");
            }
            settings.element();
        }
    }
}
