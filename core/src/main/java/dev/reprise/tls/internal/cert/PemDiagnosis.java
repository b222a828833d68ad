package dev.reprise.tls.internal.cert;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.reprise.tls.internal.wire.Printable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Says what a text is that should have held some PEM block and does not: what people most often have in its place. Nothing
 * of the text is told but labels, as it may be a key.
 */
final class PemDiagnosis {
    private static final int MAX_LABELS = 5;
    private static final int MAX_LABEL = 60; // characters of one
    private static final String BEGIN = "-----BEGIN ";
    private static final int LOOKED_AT = 4096; // bytes, where a beginning tells enough

    private PemDiagnosis() {}

    /** Return the text's description, for the end of a sentence that begins with what is missing in it. */
    static String of(byte[] text, List<Pem.Element> elements) {
        if (!elements.isEmpty()) {
            return "found " + labels(elements);
        }
        var binary = binary(text);
        if (binary != null) {
            return binary;
        }
        // One character per byte: what is looked for is ASCII.
        var beginning = new String(text, 0, Math.min(text.length, LOOKED_AT), ISO_8859_1);
        if (beginning.isBlank()) {
            return text.length == 0 ? "it is empty" : "it is blank";
        }
        int begin = indexOf(text, BEGIN);
        if (begin >= 0) {
            return misplaced(text, begin);
        }
        return other(beginning);
    }

    private static String labels(List<Pem.Element> elements) {
        var found = new LinkedHashSet<String>();
        for (var element : elements) {
            found.add(described(element.label()));
        }
        var shown = found.stream().limit(MAX_LABELS).toList();
        return String.join(", ", shown) + (found.size() > MAX_LABELS ? " and others" : "");
    }

    private static String described(String label) {
        var what = switch (label) {
            case "CERTIFICATE", "X509 CERTIFICATE", "X.509 CERTIFICATE", "TRUSTED CERTIFICATE" -> "a certificate";
            case "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST" ->
                "a request for a certificate, which is what an authority makes one of";
            case "PKCS7", "CMS" -> "PKCS #7; convert it, as with openssl pkcs7 -print_certs";
            case "PUBLIC KEY", "RSA PUBLIC KEY" -> "a public key";
            case "X509 CRL" -> "a revocation list";
            case "OPENSSH PRIVATE KEY" -> "a private key of OpenSSH; convert it, as with ssh-keygen -p -m PKCS8";
            default -> label.endsWith("PRIVATE KEY") ? "a private key" : null;
        };
        var shown = Printable.of(label, MAX_LABEL);
        return what == null ? "a block " + shown : what + " (" + shown + ")";
    }

    private static @Nullable String binary(byte[] text) {
        if (text.length < 2) {
            return null;
        }
        int first = ((text[0] & 0xff) << 8) | (text[1] & 0xff);
        if (first == 0xfeff || first == 0xfffe || (text[0] == 0) != (text[1] == 0)) {
            return "it is UTF-16; save it as UTF-8 or ASCII";
        }
        if (text[0] == 0x30 && (text[1] & 0x80) != 0) {
            return "it is DER or PKCS#12, not PEM; convert it, as with openssl x509, pkey or pkcs12";
        }
        return switch (first) {
            case 0xfeed -> "it is a key store of Java; convert it, as with keytool -exportcert -rfc";
            case 0x504b -> "it is a ZIP archive";
            case 0x1f8b -> "it is compressed";
            default -> null;
        };
    }

    /** Say why a BEGIN that is there begins nothing. */
    private static String misplaced(byte[] text, int begin) {
        int line = 1;
        int lineStart = 0;
        boolean newlines = false;
        for (int i = 0; i < text.length; i++) {
            if (text[i] == '\n') {
                newlines = true;
                if (i < begin) {
                    line++;
                    lineStart = i + 1;
                }
            }
        }
        if (!newlines && indexOf(text, "\\n") >= 0) {
            return "its line breaks are written as \\n, a backslash and a letter";
        }
        if (!newlines && indexOf(text, "\r") >= 0) {
            return "its lines end with carriage returns alone";
        }
        if (begin != lineStart) {
            return "its BEGIN in line " + line + " is not at the start of the line";
        }
        return "its BEGIN in line " + line + " does not end with five dashes and the line";
    }

    private static String other(String beginning) {
        var start = beginning.strip().toLowerCase(Locale.ROOT);
        if (start.startsWith("<!doctype html") || start.startsWith("<html")) {
            return "it is an HTML page";
        }
        if (start.startsWith("<")) {
            return "it is XML or HTML";
        }
        if (start.startsWith("{") || start.startsWith("[")) {
            return "it looks like JSON";
        }
        if (start.startsWith("ssh-") || start.startsWith("ecdsa-sha2-")) {
            return "it is a public key of OpenSSH";
        }
        if (beginning.contains("BEGIN ")) {
            return "its BEGIN does not stand between five dashes and five dashes";
        }
        if (beginning.strip().startsWith("MI") && beginning.chars().allMatch(PemDiagnosis::base64)) {
            return "it is Base64 without the lines BEGIN and END";
        }
        return "it has no line that begins with five dashes and BEGIN";
    }

    private static boolean base64(int character) {
        return ComparableName.letterOrDigit(character) || "+/= \t\r\n".indexOf(character) >= 0;
    }

    private static int indexOf(byte[] text, String ascii) {
        for (int i = 0; i + ascii.length() <= text.length; i++) {
            int matched = 0;
            while (matched < ascii.length() && text[i + matched] == ascii.charAt(matched)) {
                matched++;
            }
            if (matched == ascii.length()) {
                return i;
            }
        }
        return -1;
    }
}
