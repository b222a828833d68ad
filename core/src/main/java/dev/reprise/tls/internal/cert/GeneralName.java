package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A GeneralName (RFC 5280 section 4.2.1.6).
 *
 * @param form which kind of name it is
 * @param content the content of its element, for a directoryName that of the tag around the name
 * @param directoryName the name of a directoryName, else null
 */
record GeneralName(Form form, Bytes content, @Nullable DistinguishedName directoryName) {
    /** The choices, each with its tag. */
    enum Form {
        OTHER_NAME(0xa0),
        RFC822_NAME(0x81),
        DNS_NAME(0x82),
        X400_ADDRESS(0xa3),
        DIRECTORY_NAME(0xa4),
        EDI_PARTY_NAME(0xa5),
        UNIFORM_RESOURCE_IDENTIFIER(0x86),
        IP_ADDRESS(0x87),
        REGISTERED_ID(0x88);

        private final int tag;

        Form(int tag) {
            this.tag = tag;
        }
    }

    static GeneralName of(Form form, Bytes content) {
        return new GeneralName(form, content, null);
    }

    static GeneralName of(DistinguishedName name) {
        return new GeneralName(Form.DIRECTORY_NAME, name.der(), name);
    }

    /** Read one; an iPAddress may have any length, as in a constraint it is two. */
    static GeneralName parse(DerReader reader) throws ProtocolException {
        int tag = reader.nextTag();
        for (var form : Form.values()) {
            if (form.tag != tag) {
                continue;
            }
            var content = reader.content(tag);
            if (form != Form.DIRECTORY_NAME) {
                return of(form, content);
            }
            // A CHOICE cannot be tagged implicitly, so the name stands whole inside.
            var explicit = new DerReader(content);
            var name = DistinguishedName.parse(explicit);
            explicit.end();
            return new GeneralName(form, content, name);
        }
        throw new ProtocolException(Reason.MALFORMED_CERTIFICATE, "a general name of tag " + tag);
    }

    /**
     * Read the value of an alternative name extension: one name or more, and addresses of 4 or 16 bytes. What does not parse
     * is {@link Reason#MALFORMED_CERTIFICATE}.
     */
    static List<GeneralName> parseAlternativeNames(Bytes value) throws ProtocolException {
        var names = new ArrayList<GeneralName>();
        try {
            var reader = new DerReader(value);
            var list = reader.enter(DerReader.SEQUENCE);
            reader.end();
            do {
                var name = parse(list);
                if (name.form == Form.IP_ADDRESS && name.content.length() != 4 && name.content.length() != 16) {
                    throw new ProtocolException(
                            Reason.MALFORMED_CERTIFICATE, "an iPAddress of " + name.content.length() + " bytes");
                }
                names.add(name);
            } while (list.hasNext());
        } catch (ProtocolException e) {
            throw new ProtocolException(
                    Reason.MALFORMED_CERTIFICATE, "the alternative names do not parse: " + e.getMessage());
        }
        return names;
    }
}
