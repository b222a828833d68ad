package dev.reprise.tls.internal.cert;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The names in a certificate that a server may be known by, read from its DER: the JDK's own accessors hide NUL bytes and
 * replace what is not ASCII, and those are what a forged name is made of.
 *
 * @param dnsNames the dNSNames, one character per byte
 * @param ipAddresses the iPAddresses, 4 or 16 bytes
 */
record SubjectNames(List<String> dnsNames, List<Bytes> ipAddresses) {
    private static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17"; // RFC 5280 section 4.2.1.6
    private static final ObjectIdentifier COMMON_NAME = ObjectIdentifier.of("2.5.4.3");
    private static final int MAX_COMMON_NAME = 64; // RFC 5280 appendix A.1, ub-common-name

    SubjectNames {
        dnsNames = List.copyOf(dnsNames);
        ipAddresses = List.copyOf(ipAddresses);
    }

    /** Read the alternative names; those that could only deceive are {@link Reason#MALFORMED_CERTIFICATE}. */
    static SubjectNames of(X509Certificate certificate) throws ProtocolException {
        var dnsNames = new ArrayList<String>();
        var ipAddresses = new ArrayList<Bytes>();
        var extension = certificate.getExtensionValue(SUBJECT_ALTERNATIVE_NAME);
        if (extension != null) {
            for (var name : GeneralName.parseAlternativeNames(value(extension))) {
                switch (name.form()) {
                    case DNS_NAME -> dnsNames.add(new String(name.content().toArray(), ISO_8859_1));
                    case IP_ADDRESS -> ipAddresses.add(name.content());
                    default -> {} // names of something else than a server
                }
            }
        }
        for (var name : dnsNames) {
            // RFC 5280 section 4.2.1.6: a dNSName of " " MUST NOT be used. A NUL ends the name for programs in C.
            if (name.equals(" ") || hasControl(name)) {
                throw malformed("a dNSName in the certificate is blank or contains control characters");
            }
        }
        return new SubjectNames(dnsNames, ipAddresses);
    }

    /** Tell whether there is a name that makes the common name not count (RFC 9525 section 6.3). */
    boolean ruleOutCommonName() {
        return !dnsNames.isEmpty() || !ipAddresses.isEmpty();
    }

    private static Bytes value(byte[] extension) throws ProtocolException {
        try {
            return new DerReader(Bytes.wrap(extension)).content(DerReader.OCTET_STRING);
        } catch (ProtocolException e) {
            throw malformed("the certificate's alternative names are in no OCTET STRING");
        }
    }

    /** Return the one common name of the subject, or null if it has none. */
    static @Nullable String commonName(X509Certificate certificate) throws ProtocolException {
        String found = null;
        for (var attribute : subject(certificate).attributes()) {
            if (!attribute.type().equals(COMMON_NAME)) {
                continue;
            }
            if (found != null) {
                throw malformed("the certificate has several common names");
            }
            found = attribute.text();
            if (found == null) {
                throw malformed("the certificate's common name is no text");
            }
        }
        if (found != null && (hasControl(found) || found.codePointCount(0, found.length()) > MAX_COMMON_NAME)) {
            throw malformed("the certificate's common name contains control characters or is longer than 64");
        }
        return found;
    }

    private static DistinguishedName subject(X509Certificate certificate) throws ProtocolException {
        try {
            return DistinguishedName.parse(new DerReader(
                    Bytes.wrap(certificate.getSubjectX500Principal().getEncoded())));
        } catch (ProtocolException e) {
            throw malformed("the certificate's subject does not parse");
        }
    }

    private static boolean hasControl(String name) {
        return name.chars().anyMatch(character -> character < ' ' || character == 0x7f);
    }

    private static ProtocolException malformed(String what) {
        return new ProtocolException(Reason.MALFORMED_CERTIFICATE, what);
    }
}
