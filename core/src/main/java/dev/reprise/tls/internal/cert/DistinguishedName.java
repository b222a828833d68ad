package dev.reprise.tls.internal.cert;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.internal.wire.DerWriter;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Name (RFC 5280 section 4.1.2.4). Two are equal if their relative names are, one by one, and text is compared as
 * section 7.1 says: whatever string type it has, without regard to the case of ASCII letters, and with any run of blanks
 * for one. That is how OpenSSL compares, too; beyond ASCII it folds nothing.
 */
final class DistinguishedName {
    private static final int SET = 0x31;
    private static final int UTF8_STRING = 0x0c;
    private static final Charset UTF_32BE = Charset.forName("UTF-32BE");

    private final Bytes der;
    private final List<Attribute> attributes;
    /** The relative names in a form in which equal ones have equal bytes. */
    private final List<Bytes> canonical;

    /**
     * One AttributeTypeAndValue.
     *
     * @param type what it is
     * @param tag the value's tag
     * @param value the value's content
     */
    record Attribute(ObjectIdentifier type, int tag, Bytes value) {
        /** Return the text of a DirectoryString (RFC 5280 appendix A.1) or IA5String; null if it is none. */
        @Nullable
        String text() {
            var charset = switch (tag) {
                case UTF8_STRING -> UTF_8;
                case 0x13, 0x14, 0x16, 0x1a -> ISO_8859_1; // Printable, Teletex, IA5, Visible
                case 0x1c -> UTF_32BE;
                case 0x1e -> UTF_16BE;
                default -> null;
            };
            if (charset == null) {
                return null;
            }
            try {
                return charset.newDecoder()
                        .decode(ByteBuffer.wrap(value.toArray()))
                        .toString();
            } catch (CharacterCodingException e) {
                return null;
            }
        }
    }

    private DistinguishedName(Bytes der, List<Attribute> attributes, List<Bytes> canonical) {
        this.der = der;
        this.attributes = List.copyOf(attributes);
        this.canonical = List.copyOf(canonical);
    }

    /** Read one; one that is not legal DER is a ProtocolException. */
    static DistinguishedName parse(DerReader reader) throws ProtocolException {
        if (reader.nextTag() != DerReader.SEQUENCE) {
            throw new ProtocolException(Reason.MALFORMED_CERTIFICATE, "a name that is none");
        }
        var der = reader.element();
        var attributes = new ArrayList<Attribute>();
        var canonical = new ArrayList<Bytes>();
        var relativeNames = new DerReader(der).enter(DerReader.SEQUENCE);
        while (relativeNames.hasNext()) {
            var set = relativeNames.enter(SET);
            var parts = new ArrayList<Bytes>();
            do {
                var fields = set.enter(DerReader.SEQUENCE);
                var type = ObjectIdentifier.parse(fields);
                int tag = fields.nextTag();
                var attribute = new Attribute(type, tag, fields.content(tag));
                fields.end();
                attributes.add(attribute);
                parts.add(canonical(attribute));
            } while (set.hasNext());
            canonical.add(joined(parts));
        }
        return new DistinguishedName(der, attributes, canonical);
    }

    /** Return the encoding, a SEQUENCE. */
    Bytes der() {
        return der;
    }

    /** Return all attributes, whatever relative name they belong to. */
    List<Attribute> attributes() {
        return attributes;
    }

    /** Tell whether there is nothing in it. */
    boolean isEmpty() {
        return canonical.isEmpty();
    }

    /** Tell whether this is in the subtree of another: begins with the same relative names (RFC 5280 section 4.2.1.10). */
    boolean within(DistinguishedName base) {
        return base.canonical.size() <= canonical.size()
                && canonical.subList(0, base.canonical.size()).equals(base.canonical);
    }

    /** Join the attributes of one relative name, which are a set: their order says nothing. */
    private static Bytes joined(List<Bytes> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        parts.sort(DistinguishedName::compare);
        var writer = new DerWriter(64);
        for (var part : parts) {
            writer.octetString(part);
        }
        return Bytes.wrap(writer.toArray());
    }

    private static int compare(Bytes one, Bytes other) {
        for (int i = 0; i < Math.min(one.length(), other.length()); i++) {
            if (one.at(i) != other.at(i)) {
                return Integer.compare(one.at(i), other.at(i));
            }
        }
        return Integer.compare(one.length(), other.length());
    }

    private static Bytes canonical(Attribute attribute) {
        var text = attribute.text();
        int tag = text == null ? attribute.tag() : UTF8_STRING;
        var value = text == null ? attribute.value() : Bytes.wrap(folded(text).getBytes(UTF_8));
        var writer = new DerWriter(value.length() + 16);
        writer.integer(tag).octetString(attribute.type().content()).octetString(value);
        return Bytes.wrap(writer.toArray());
    }

    private static String folded(String text) {
        var folded = new StringBuilder(text.length());
        boolean blank = false;
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character == ' ' || (character >= '\t' && character <= '\r')) {
                blank = true;
                continue;
            }
            if (blank && !folded.isEmpty()) {
                folded.append(' ');
            }
            blank = false;
            folded.append(character >= 'A' && character <= 'Z' ? (char) (character + ('a' - 'A')) : character);
        }
        return folded.toString();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DistinguishedName that && canonical.equals(that.canonical);
    }

    @Override
    public int hashCode() {
        return canonical.hashCode();
    }

    /** Return the encoding in hex; what people read is X500Principal's to make. */
    @Override
    public String toString() {
        return der.toString();
    }
}
