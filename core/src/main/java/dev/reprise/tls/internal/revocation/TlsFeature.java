package dev.reprise.tls.internal.revocation;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.security.cert.X509Certificate;

/** Reads the extension by which an authority says what TLS must come with a certificate (RFC 7633). */
final class TlsFeature {
    private static final String IDENTIFIER = "1.3.6.1.5.5.7.1.24"; // id-pe-tlsfeature
    private static final int STATUS_REQUEST = 5;
    private static final int MAX_FEATURE = 0xffff; // a code point of a TLS extension

    private TlsFeature() {}

    /** Tell whether a certificate is only good together with a stapled OCSP response ("must-staple"). */
    static boolean mustStaple(X509Certificate certificate) throws ProtocolException {
        var extension = certificate.getExtensionValue(IDENTIFIER);
        if (extension == null) {
            return false;
        }
        try {
            var features = new DerReader(new DerReader(Bytes.wrap(extension)).content(DerReader.OCTET_STRING))
                    .enter(DerReader.SEQUENCE);
            boolean found = false;
            while (features.hasNext()) {
                found |= features.integer(MAX_FEATURE) == STATUS_REQUEST;
            }
            return found;
        } catch (ProtocolException e) {
            throw new ProtocolException(Reason.MALFORMED_CERTIFICATE, "the certificate's TLS features are damaged", e);
        }
    }
}
