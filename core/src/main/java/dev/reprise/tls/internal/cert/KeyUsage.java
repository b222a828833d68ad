package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import org.jspecify.annotations.Nullable;

/**
 * What a key is for (RFC 5280 section 4.2.1.3).
 *
 * @param bits one for each use; zeros at the end, which DER leaves out, are tolerated: some authorities write them
 */
record KeyUsage(BitString bits) {
    static final int DIGITAL_SIGNATURE = 0;
    static final int KEY_CERT_SIGN = 5;

    /** Return the key usage, null if there is none; one that does not parse is {@link Reason#MALFORMED_CERTIFICATE}. */
    static @Nullable KeyUsage of(CertificateExtensions extensions) throws ProtocolException {
        var value = extensions.value(CertificateExtensions.KEY_USAGE);
        if (value == null) {
            return null;
        }
        try {
            var reader = new DerReader(value);
            var bits = BitString.parse(reader, BitString.TAG);
            reader.end();
            return new KeyUsage(bits);
        } catch (ProtocolException e) {
            throw new ProtocolException(Reason.MALFORMED_CERTIFICATE, "its key usage does not parse", e);
        }
    }

    /** Tell whether a use is allowed. */
    boolean allows(int use) {
        return bits.has(use);
    }
}
