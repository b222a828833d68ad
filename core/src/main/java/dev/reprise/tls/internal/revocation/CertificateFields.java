package dev.reprise.tls.internal.revocation;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;

/**
 * The fields of a certificate that OCSP hashes, as they stand in it (RFC 5280 section 4.1); the JDK gives some of them in an
 * encoding of its own.
 *
 * @param serialNumber the content of the INTEGER
 * @param issuer the distinguished name
 * @param subject the distinguished name
 * @param publicKey the bits of the key, without tag, length and number of unused bits
 */
record CertificateFields(Bytes serialNumber, Bytes issuer, Bytes subject, Bytes publicKey) {
    private static final int BIT_STRING = 0x03;

    static CertificateFields of(X509Certificate certificate) throws ProtocolException {
        try {
            var fields = new DerReader(Bytes.wrap(certificate.getTBSCertificate())).enter(DerReader.SEQUENCE);
            if (fields.nextTag() == DerReader.context(0)) {
                fields.element(); // version
            }
            var serialNumber = fields.content(DerReader.INTEGER);
            fields.element(); // signature
            var issuer = fields.element();
            fields.element(); // validity
            var subject = fields.element();
            var keyInfo = fields.enter(DerReader.SEQUENCE);
            keyInfo.element(); // algorithm
            var key = keyInfo.content(BIT_STRING).reader();
            key.u8(); // unused bits
            return new CertificateFields(serialNumber, issuer, subject, key.rest());
        } catch (CertificateEncodingException | ProtocolException e) {
            throw new ProtocolException(Reason.MALFORMED_CERTIFICATE, "a certificate whose fields are damaged", e);
        }
    }
}
