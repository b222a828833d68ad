package dev.reprise.tls.internal.revocation;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which certificates of its issuer a revocation list is about (RFC 5280 section 5.2.5).
 *
 * @param points the names of the distribution point, as DER, of which the certificate must name one; none for all
 *     certificates
 * @param kind authorities, others, or both
 */
record ListScope(List<Bytes> points, Kind kind) {
    private static final String CRL_DISTRIBUTION_POINTS = "2.5.29.31";
    private static final int NAME = DerReader.context(0);
    private static final int FULL_NAME = DerReader.context(0);
    private static final int ONLY_USERS = 0x81;
    private static final int ONLY_AUTHORITIES = 0x82;
    private static final int SOME_REASONS = 0x83;
    private static final int INDIRECT = 0x84;
    private static final int ONLY_ATTRIBUTES = 0x85;

    /** Which kind of certificates. */
    enum Kind {
        ALL,
        USERS,
        AUTHORITIES
    }

    /** Copy the list. */
    ListScope {
        points = List.copyOf(points);
    }

    /** Parse the value of the extension, null when there is none; refuse by name what is not read. */
    static ListScope parse(byte @Nullable [] extension) throws IOException {
        if (extension == null) {
            return new ListScope(List.of(), Kind.ALL);
        }
        var fields = new DerReader(new DerReader(Bytes.wrap(extension)).content(DerReader.OCTET_STRING))
                .enter(DerReader.SEQUENCE);
        List<Bytes> points = List.of();
        var kind = Kind.ALL;
        while (fields.hasNext()) {
            int tag = fields.nextTag();
            var content = fields.content(tag);
            // X.690 section 11.5: DER leaves a default out, so that a BOOLEAN here is TRUE.
            switch (tag) {
                case ONLY_USERS -> kind = Kind.USERS;
                case ONLY_AUTHORITIES -> kind = Kind.AUTHORITIES;
                case SOME_REASONS -> throw new IOException("is for some reasons only; expected one for all");
                case INDIRECT ->
                    throw new IOException("is an indirect CRL; expected one of the certificates' own issuer");
                case ONLY_ATTRIBUTES -> throw new IOException("is for attribute certificates only");
                default -> {
                    points = tag == NAME ? fullNames(content) : List.of();
                    if (points.isEmpty()) {
                        throw new IOException("has an issuing distribution point without a full name");
                    }
                }
            }
        }
        return new ListScope(points, kind);
    }

    /** RFC 5280 section 6.3.3 (b) (2): a certificate is covered if its kind is, and it names the distribution point. */
    boolean covers(X509Certificate certificate) throws ProtocolException {
        boolean authority = certificate.getBasicConstraints() >= 0;
        if ((kind == Kind.USERS && authority) || (kind == Kind.AUTHORITIES && !authority)) {
            return false;
        }
        if (points.isEmpty()) {
            return true;
        }
        var extension = certificate.getExtensionValue(CRL_DISTRIBUTION_POINTS);
        if (extension == null) {
            return false;
        }
        try {
            var list = new DerReader(new DerReader(Bytes.wrap(extension)).content(DerReader.OCTET_STRING))
                    .enter(DerReader.SEQUENCE);
            while (list.hasNext()) {
                var point = list.enter(DerReader.SEQUENCE);
                // One that has a name alone is for all reasons, and by the certificate's issuer.
                if (point.nextTag() == NAME) {
                    var names = fullNames(point.content(NAME));
                    if (!point.hasNext() && names.stream().anyMatch(points::contains)) {
                        return true;
                    }
                }
            }
            return false;
        } catch (ProtocolException e) {
            throw new ProtocolException(
                    Reason.MALFORMED_CERTIFICATE, "the certificate's CRL distribution points are damaged", e);
        }
    }

    /** Return the GeneralNames of a DistributionPointName; none for a name that is relative to the issuer. */
    private static List<Bytes> fullNames(Bytes pointName) throws ProtocolException {
        var choice = new DerReader(pointName);
        var names = new ArrayList<Bytes>();
        if (choice.nextTag() == FULL_NAME) {
            var list = choice.enter(FULL_NAME);
            while (list.hasNext()) {
                names.add(list.element());
            }
        }
        return names;
    }
}
