package dev.reprise.tls.internal.cert;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reprise.tls.internal.cert.GeneralName.Form;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.spec.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists the names in a certificate that name constraints are about (RFC 5280 section 4.2.1.10). */
final class CertificateNames {
    private static final ObjectIdentifier COMMON_NAME = ObjectIdentifier.of("2.5.4.3");
    private static final ObjectIdentifier EMAIL_ADDRESS = ObjectIdentifier.of("1.2.840.113549.1.9.1");
    private static final ObjectIdentifier SMTP_UTF8_MAILBOX = ObjectIdentifier.of("1.3.6.1.5.5.7.8.9");

    private CertificateNames() {}

    /**
     * Return the subject, the mail addresses in it, the alternative names, and for a leaf without a dNSName the common names
     * that look like hosts, as in OpenSSL: an authority's common name is no host. Alternative names that do not parse are a
     * ProtocolException.
     */
    static List<ComparableName> of(DerCertificate certificate, boolean leaf) throws ProtocolException {
        var names = new ArrayList<ComparableName>();
        var subject = certificate.tbs().subject();
        if (!subject.isEmpty()) {
            names.add(ComparableName.of(GeneralName.of(subject)));
        }
        boolean host = false;
        var extension = certificate.tbs().extensions().value(CertificateExtensions.SUBJECT_ALTERNATIVE_NAME);
        if (extension != null) {
            for (var name : GeneralName.parseAlternativeNames(extension)) {
                host |= name.form() == Form.DNS_NAME;
                names.add(ComparableName.of(name));
                if (smtpUtf8Mailbox(name)) {
                    // RFC 9598 section 6: constraints of mail addresses hold for it, too; it is not compared here.
                    names.add(new ComparableName(
                            GeneralName.of(Form.RFC822_NAME, Bytes.EMPTY), Bytes.EMPTY, Bytes.EMPTY, false));
                }
            }
        }
        for (var attribute : subject.attributes()) {
            var text = attribute.text();
            if (attribute.type().equals(EMAIL_ADDRESS)) {
                names.add(ComparableName.of(GeneralName.of(Form.RFC822_NAME, bytes(text))));
            } else if (leaf && !host && attribute.type().equals(COMMON_NAME) && looksLikeHost(bytes(text))) {
                names.add(ComparableName.of(GeneralName.of(Form.DNS_NAME, bytes(text))));
            }
        }
        return names;
    }

    /** What is no text becomes a name that cannot be compared. */
    private static Bytes bytes(@Nullable String text) {
        return text == null ? Bytes.EMPTY : Bytes.wrap(text.getBytes(UTF_8));
    }

    private static boolean smtpUtf8Mailbox(GeneralName name) {
        if (name.form() != Form.OTHER_NAME) {
            return false;
        }
        try {
            return ObjectIdentifier.parse(new DerReader(name.content())).equals(SMTP_UTF8_MAILBOX);
        } catch (ProtocolException e) {
            return true; // It might be one.
        }
    }

    /** Two labels or more of letters, digits, "-" and "_", the first maybe a wildcard. */
    private static boolean looksLikeHost(Bytes name) {
        int labels = 1;
        boolean start = true;
        for (int i = 0; i < name.length(); i++) {
            int character = name.at(i);
            if (character == '.') {
                if (start || name.at(i - 1) == '-') {
                    return false;
                }
                labels++;
                start = true;
                continue;
            }
            boolean wildcard = character == '*' && i == 0 && name.length() > 1 && name.at(1) == '.';
            if (!ComparableName.letterOrDigit(character)
                    && character != '_'
                    && !wildcard
                    && (character != '-' || start)) {
                return false;
            }
            start = false;
        }
        return labels > 1 && !start && name.at(name.length() - 1) != '-';
    }
}
