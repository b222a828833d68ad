package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The extensions of a certificate (RFC 5280 section 4.2), each once. What a value means is looked at where it is asked for,
 * and what does not parse is an error there, never taken for absent.
 */
final class CertificateExtensions {
    static final ObjectIdentifier SUBJECT_KEY_IDENTIFIER = ObjectIdentifier.of("2.5.29.14");
    static final ObjectIdentifier KEY_USAGE = ObjectIdentifier.of("2.5.29.15");
    static final ObjectIdentifier SUBJECT_ALTERNATIVE_NAME = ObjectIdentifier.of("2.5.29.17");
    static final ObjectIdentifier BASIC_CONSTRAINTS = ObjectIdentifier.of("2.5.29.19");
    static final ObjectIdentifier NAME_CONSTRAINTS = ObjectIdentifier.of("2.5.29.30");
    static final ObjectIdentifier CRL_DISTRIBUTION_POINTS = ObjectIdentifier.of("2.5.29.31");
    static final ObjectIdentifier CERTIFICATE_POLICIES = ObjectIdentifier.of("2.5.29.32");
    static final ObjectIdentifier POLICY_MAPPINGS = ObjectIdentifier.of("2.5.29.33");
    static final ObjectIdentifier AUTHORITY_KEY_IDENTIFIER = ObjectIdentifier.of("2.5.29.35");
    static final ObjectIdentifier POLICY_CONSTRAINTS = ObjectIdentifier.of("2.5.29.36");
    static final ObjectIdentifier EXTENDED_KEY_USAGE = ObjectIdentifier.of("2.5.29.37");
    static final ObjectIdentifier INHIBIT_ANY_POLICY = ObjectIdentifier.of("2.5.29.54");

    /** A certificate without extensions, as those of version 1 and 2 are. */
    static final CertificateExtensions NONE = new CertificateExtensions(Map.of());

    private static final int BOOLEAN = 0x01;
    private static final int TRUE = 0xff;

    private final Map<ObjectIdentifier, Extension> extensions;

    /**
     * One extension.
     *
     * @param critical whether a certificate is to be refused by those who do not know it
     * @param value the content of its OCTET STRING
     */
    record Extension(boolean critical, Bytes value) {}

    private CertificateExtensions(Map<ObjectIdentifier, Extension> extensions) {
        this.extensions = extensions;
    }

    /** Read the elements of Extensions, one or more. */
    static CertificateExtensions parse(DerReader list) throws ProtocolException {
        var extensions = new LinkedHashMap<ObjectIdentifier, Extension>();
        do {
            var fields = list.enter(DerReader.SEQUENCE);
            var identifier = ObjectIdentifier.parse(fields);
            boolean critical = fields.nextTag() == BOOLEAN && parseBoolean(fields);
            var extension = new Extension(critical, fields.content(DerReader.OCTET_STRING));
            fields.end();
            // RFC 5280 section 4.2: a certificate MUST NOT have an extension twice.
            if (extensions.put(identifier, extension) != null) {
                throw new ProtocolException(Reason.MALFORMED_CERTIFICATE, "the extension " + identifier + " twice");
            }
        } while (list.hasNext());
        return new CertificateExtensions(extensions);
    }

    /** Read a BOOLEAN (X.690 section 11.1); FALSE is tolerated where it is the default, as many write it. */
    static boolean parseBoolean(DerReader reader) throws ProtocolException {
        var content = reader.content(BOOLEAN);
        if (content.length() != 1 || (content.at(0) != 0 && content.at(0) != TRUE)) {
            throw new ProtocolException(Reason.MALFORMED_CERTIFICATE, "a BOOLEAN of " + content);
        }
        return content.at(0) == TRUE;
    }

    /** Return all, in their order. */
    Map<ObjectIdentifier, Extension> all() {
        return extensions;
    }

    /** Return the value of one, or null if it is absent. */
    @Nullable
    Bytes value(ObjectIdentifier identifier) {
        var extension = extensions.get(identifier);
        return extension == null ? null : extension.value();
    }
}
