package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;

/**
 * Whether a certificate may issue others, and how deep (RFC 5280 section 4.2.1.9).
 *
 * @param authority whether it may
 * @param pathLength how many authorities may stand below it; {@link Integer#MAX_VALUE} for any number
 */
record BasicConstraints(boolean authority, int pathLength) {
    private static final BasicConstraints NONE = new BasicConstraints(false, Integer.MAX_VALUE);
    private static final int BOOLEAN = 0x01;

    /** Return what a certificate says, no authority if it does not; what does not parse is a ProtocolException. */
    static BasicConstraints of(CertificateExtensions extensions) throws ProtocolException {
        var value = extensions.value(CertificateExtensions.BASIC_CONSTRAINTS);
        if (value == null) {
            return NONE;
        }
        try {
            var reader = new DerReader(value);
            var fields = reader.enter(DerReader.SEQUENCE);
            reader.end();
            boolean authority = fields.nextTag() == BOOLEAN && CertificateExtensions.parseBoolean(fields);
            int pathLength = Integer.MAX_VALUE;
            if (fields.hasNext()) {
                pathLength = pathLength(fields.content(DerReader.INTEGER));
                // The rule: only authorities MUST have one. A 0 beside FALSE says nothing wrong.
                if (!authority && pathLength != 0) {
                    throw new ProtocolException(Reason.MALFORMED_CERTIFICATE, "a path length of no authority");
                }
            }
            fields.end();
            return new BasicConstraints(authority, pathLength);
        } catch (ProtocolException e) {
            throw new ProtocolException(Reason.MALFORMED_CERTIFICATE, "its basic constraints do not parse", e);
        }
    }

    /** A path longer than an int does not exist. */
    private static int pathLength(Bytes content) throws ProtocolException {
        if (content.isEmpty() || content.at(0) > 0x7f) {
            throw new ProtocolException(Reason.MALFORMED_CERTIFICATE, "a path length below 0");
        }
        if (content.length() > 4) {
            return Integer.MAX_VALUE;
        }
        int length = 0;
        for (int i = 0; i < content.length(); i++) {
            length = (length << 8) | content.at(i);
        }
        return length;
    }
}
