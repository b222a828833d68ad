package dev.reprise.tls.internal.cert;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The names in a certificate that a server may be known by, read from its DER: the JDK's own accessors hide NUL bytes and
 * replace what is not ASCII, and those are what a forged name is made of.
 *
 * @param dnsNames the dNSNames, one character per byte
 * @param ipAddresses the iPAddresses, mostly 4 or 16 bytes
 */
record SubjectNames(List<String> dnsNames, List<Bytes> ipAddresses) {
    private static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17"; // RFC 5280 section 4.2.1.6
    private static final int DNS_NAME = 0x82; // GeneralName [2] IMPLICIT IA5String
    private static final int IP_ADDRESS = 0x87; // GeneralName [7] IMPLICIT OCTET STRING
    private static final Bytes COMMON_NAME = Bytes.ofHex("0603550403"); // OBJECT IDENTIFIER 2.5.4.3
    private static final int SET = 0x31;
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
            try {
                var names = new DerReader(new DerReader(Bytes.wrap(extension)).content(DerReader.OCTET_STRING))
                        .enter(DerReader.SEQUENCE);
                while (names.hasNext()) {
                    switch (names.nextTag()) {
                        case DNS_NAME ->
                            dnsNames.add(new String(names.content(DNS_NAME).toArray(), ISO_8859_1));
                        case IP_ADDRESS -> ipAddresses.add(names.content(IP_ADDRESS));
                        default -> names.element();
                    }
                }
            } catch (ProtocolException e) {
                throw new ProtocolException(
                        Reason.MALFORMED_CERTIFICATE, "the certificate's alternative names are damaged", e);
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

    /** Return the one common name of the subject, or null if it has none. */
    static @Nullable String commonName(X509Certificate certificate) throws ProtocolException {
        String found = null;
        try {
            var names = new DerReader(
                            Bytes.wrap(certificate.getSubjectX500Principal().getEncoded()))
                    .enter(DerReader.SEQUENCE);
            while (names.hasNext()) {
                var attributes = names.enter(SET);
                while (attributes.hasNext()) {
                    var attribute = attributes.enter(DerReader.SEQUENCE);
                    if (!attribute.element().equals(COMMON_NAME)) {
                        continue;
                    }
                    if (found != null) {
                        throw malformed("the certificate has several common names");
                    }
                    int tag = attribute.nextTag();
                    found = text(tag, attribute.content(tag));
                }
            }
        } catch (ProtocolException e) {
            throw e.reason() == Reason.MALFORMED_CERTIFICATE
                    ? e
                    : new ProtocolException(
                            Reason.MALFORMED_CERTIFICATE, "the certificate's common name is damaged", e);
        }
        if (found != null && (hasControl(found) || found.codePointCount(0, found.length()) > MAX_COMMON_NAME)) {
            throw malformed("the certificate's common name contains control characters or is longer than 64");
        }
        return found;
    }

    /** Decode a DirectoryString (RFC 5280 appendix A.1) or IA5String. */
    private static String text(int tag, Bytes content) throws ProtocolException {
        return switch (tag) {
            case 0x0c -> decode(UTF_8, content);
            case 0x13, 0x14, 0x16 -> decode(ISO_8859_1, content);
            case 0x1c -> decode(Charset.forName("UTF-32BE"), content);
            case 0x1e -> decode(UTF_16BE, content);
            default -> throw malformed("the certificate's common name is no text");
        };
    }

    private static String decode(Charset charset, Bytes content) throws ProtocolException {
        try {
            return charset.newDecoder()
                    .decode(ByteBuffer.wrap(content.toArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ProtocolException(Reason.MALFORMED_CERTIFICATE, "the certificate's common name is no text", e);
        }
    }

    private static boolean hasControl(String name) {
        return name.chars().anyMatch(character -> character < ' ' || character == 0x7f);
    }

    private static ProtocolException malformed(String what) {
        return new ProtocolException(Reason.MALFORMED_CERTIFICATE, what);
    }
}
