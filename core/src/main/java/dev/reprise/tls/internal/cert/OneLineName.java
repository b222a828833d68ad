package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.spec.ProtocolException;
import java.util.HashMap;
import java.util.Map;
import javax.security.auth.x500.X500Principal;

/**
 * Writes distinguished names in one line as OpenSSL's X509_NAME_oneline does, such as {@code /O=Example/CN=a.example}:
 * attributes in the order of the certificate, each after a slash; bytes that are not printable ASCII as {@code \xHH}, a slash
 * or plus sign in a value behind a backslash. LibreSSL's leaves that backslash out, so that a name could look like another.
 */
public final class OneLineName {
    private static final int SET = 0x31;
    private static final int OBJECT_IDENTIFIER = 0x06;

    /** OpenSSL's short names, by the content of the OBJECT IDENTIFIER in hex. */
    private static final Map<String, String> SHORT_NAMES = new HashMap<>();

    static {
        name("CN", "550403");
        name("SN", "550404");
        name("serialNumber", "550405");
        name("C", "550406");
        name("L", "550407");
        name("ST", "550408");
        name("street", "550409");
        name("O", "55040a");
        name("OU", "55040b");
        name("title", "55040c");
        name("description", "55040d");
        name("businessCategory", "55040f");
        name("postalCode", "550411");
        name("name", "550429");
        name("GN", "55042a");
        name("initials", "55042b");
        name("generationQualifier", "55042c");
        name("dnQualifier", "55042e");
        name("pseudonym", "550441");
        name("organizationIdentifier", "550461");
        name("emailAddress", "2a864886f70d010901");
        name("unstructuredName", "2a864886f70d010902");
        name("DC", "0992268993f22c640119");
        name("UID", "0992268993f22c640101");
        name("jurisdictionL", "2b060104018237" + "3c020101");
        name("jurisdictionST", "2b060104018237" + "3c020102");
        name("jurisdictionC", "2b060104018237" + "3c020103");
    }

    private OneLineName() {}

    private static void name(String shortName, String identifier) {
        SHORT_NAMES.put(identifier, shortName);
    }

    /** Return a name in one line; empty for one without attributes. */
    public static String of(X500Principal name) {
        var line = new StringBuilder();
        try {
            var names = new DerReader(Bytes.wrap(name.getEncoded())).enter(DerReader.SEQUENCE);
            while (names.hasNext()) {
                var attributes = names.enter(SET);
                while (attributes.hasNext()) {
                    var attribute = attributes.enter(DerReader.SEQUENCE);
                    line.append('/').append(shortName(attribute.content(OBJECT_IDENTIFIER)));
                    append(line.append('='), attribute.content(attribute.nextTag()));
                }
            }
            return line.toString();
        } catch (ProtocolException e) {
            throw new IllegalArgumentException("a name that is no DER", e); // the JDK encoded it
        }
    }

    private static String shortName(Bytes identifier) {
        var known = SHORT_NAMES.get(identifier.toString());
        return known == null ? dotted(identifier) : known;
    }

    /** X.690 section 8.19: groups of seven bits, the first of which holds two numbers. */
    private static String dotted(Bytes identifier) {
        var text = new StringBuilder();
        long value = 0;
        for (int i = 0; i < identifier.length(); i++) {
            value = (value << 7 | (identifier.at(i) & 0x7f)) & Long.MAX_VALUE;
            if (identifier.at(i) < 0x80) {
                if (text.isEmpty()) {
                    long first = Math.min(value / 40, 2);
                    text.append(first).append('.').append(value - 40 * first);
                } else {
                    text.append('.').append(value);
                }
                value = 0;
            }
        }
        return text.toString();
    }

    private static void append(StringBuilder line, Bytes value) {
        for (int i = 0; i < value.length(); i++) {
            int octet = value.at(i);
            if (octet < ' ' || octet > '~') {
                line.append("\\x%02X".formatted(octet));
            } else if (octet == '/' || octet == '+') {
                line.append('\\').append((char) octet);
            } else {
                line.append((char) octet);
            }
        }
    }
}
