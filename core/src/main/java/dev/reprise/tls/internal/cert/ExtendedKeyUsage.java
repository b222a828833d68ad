package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a certificate may be used for (RFC 5280 section 4.2.1.12).
 *
 * @param purposes one or more
 */
record ExtendedKeyUsage(List<ObjectIdentifier> purposes) {
    private static final ObjectIdentifier ANY = ObjectIdentifier.of("2.5.29.37.0"); // anyExtendedKeyUsage
    private static final int SHOWN = 5;

    ExtendedKeyUsage {
        purposes = List.copyOf(purposes);
    }

    /** Return the purposes, null if there is no limit; what does not parse is {@link Reason#MALFORMED_CERTIFICATE}. */
    static @Nullable ExtendedKeyUsage of(CertificateExtensions extensions) throws ProtocolException {
        var value = extensions.value(CertificateExtensions.EXTENDED_KEY_USAGE);
        if (value == null) {
            return null;
        }
        var purposes = new ArrayList<ObjectIdentifier>();
        try {
            var reader = new DerReader(value);
            var list = reader.enter(DerReader.SEQUENCE);
            reader.end();
            do {
                purposes.add(ObjectIdentifier.parse(list));
            } while (list.hasNext());
        } catch (ProtocolException e) {
            throw new ProtocolException(Reason.MALFORMED_CERTIFICATE, "its extended key usage does not parse", e);
        }
        return new ExtendedKeyUsage(purposes);
    }

    boolean allows(ObjectIdentifier purpose) {
        return purposes.contains(purpose) || purposes.contains(ANY);
    }

    /** Return the first few purposes. */
    @Override
    public String toString() {
        var shown = purposes.subList(0, Math.min(SHOWN, purposes.size())).toString();
        return purposes.size() > SHOWN ? shown + " and " + (purposes.size() - SHOWN) + " more" : shown;
    }
}
