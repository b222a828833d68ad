package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.internal.wire.DerTime;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.math.BigInteger;
import java.security.PublicKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an authority signs (RFC 5280 section 4.1.2).
 *
 * @param version 1 to 3
 * @param serialNumber of any sign: some authorities' are negative
 * @param signature the algorithm, which must be the same as beside the signature
 * @param issuer who signs; not empty
 * @param notBefore the first instant of its validity
 * @param notAfter the last second of it
 * @param subject whose key it is; maybe empty, and then the alternative names say it
 * @param key the subject's key
 * @param issuerUniqueId mostly absent
 * @param subjectUniqueId the same for the subject
 * @param extensions maybe none
 */
record TbsCertificate(
        int version,
        BigInteger serialNumber,
        AlgorithmIdentifier signature,
        DistinguishedName issuer,
        Instant notBefore,
        Instant notAfter,
        DistinguishedName subject,
        PublicKey key,
        @Nullable BitString issuerUniqueId,
        @Nullable BitString subjectUniqueId,
        CertificateExtensions extensions) {
    private static final int VERSION = DerReader.context(0);
    private static final int ISSUER_UNIQUE_ID = 0x81;
    private static final int SUBJECT_UNIQUE_ID = 0x82;
    private static final int EXTENSIONS = DerReader.context(3);

    /** Read the fields of one; they end with it. */
    static TbsCertificate parse(DerReader fields) throws ProtocolException {
        int version = 1;
        if (fields.nextTag() == VERSION) {
            var explicit = fields.enter(VERSION);
            version = (int) explicit.integer(2) + 1;
            explicit.end();
        }
        var serialNumber = serialNumber(fields.content(DerReader.INTEGER));
        var signature = AlgorithmIdentifier.parse(fields);
        var issuer = DistinguishedName.parse(fields);
        // RFC 5280 section 4.1.2.4: the issuer MUST be a non-empty name.
        if (issuer.isEmpty()) {
            throw malformed("names no issuer");
        }
        var validity = fields.enter(DerReader.SEQUENCE);
        var notBefore = time(validity);
        var notAfter = time(validity);
        validity.end();
        var subject = DistinguishedName.parse(fields);
        var key = PublicKeys.decode(fields.element());
        var issuerUniqueId = uniqueId(fields, ISSUER_UNIQUE_ID, version);
        var subjectUniqueId = uniqueId(fields, SUBJECT_UNIQUE_ID, version);
        var extensions = CertificateExtensions.NONE;
        if (fields.hasNext()) {
            // RFC 5280 section 4.1.2.1: with extensions the version MUST be 3.
            if (version != 3) {
                throw malformed("of version " + version + " has extensions");
            }
            var explicit = fields.enter(EXTENSIONS);
            extensions = CertificateExtensions.parse(explicit.enter(DerReader.SEQUENCE));
            explicit.end();
        }
        fields.end();
        return new TbsCertificate(
                version,
                serialNumber,
                signature,
                issuer,
                notBefore,
                notAfter,
                subject,
                key,
                issuerUniqueId,
                subjectUniqueId,
                extensions);
    }

    private static BigInteger serialNumber(Bytes content) throws ProtocolException {
        if (content.isEmpty()) {
            throw malformed("has an empty serial number");
        }
        return new BigInteger(content.toArray());
    }

    private static @Nullable BitString uniqueId(DerReader fields, int tag, int version) throws ProtocolException {
        if (fields.nextTag() != tag) {
            return null;
        }
        // RFC 5280 section 4.1.2.8: they MUST NOT appear in version 1.
        if (version == 1) {
            throw malformed("of version 1 has a unique identifier");
        }
        return BitString.parse(fields, tag);
    }

    /** Read a Time (RFC 5280 section 4.1.2.5). */
    private static Instant time(DerReader validity) throws ProtocolException {
        int tag = validity.nextTag() == DerTime.UTC_TIME ? DerTime.UTC_TIME : DerTime.GENERALIZED_TIME;
        var time = DerTime.parse(tag, validity.content(tag));
        if (time == null) {
            throw malformed("has a time that does not exist, or is not in seconds of UTC");
        }
        return time;
    }

    private static ProtocolException malformed(String what) {
        return new ProtocolException(Reason.MALFORMED_CERTIFICATE, "the certificate " + what);
    }
}
