package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.util.List;

/**
 * Refuses what BER allows and DER does not (ITU-T X.690 section 10) before a stranger's bytes reach the JDK's parser. That
 * parser takes BER and calls itself for each string within a string, so that 20 KB of nothing but nested headers exhaust its
 * stack. This scan walks headers in a loop; what the contents mean is left to the parser.
 */
public final class StrictDer {
    /** Names in names in extensions reach some ten levels; the JDK's stack holds thousands. */
    static final int MAX_DEPTH = 32;

    private static final int SEQUENCE_NUMBER = 16;
    private static final int SET_NUMBER = 17;
    /** EXTERNAL, EMBEDDED PDV and CHARACTER STRING are made of parts, though they don't sound so. */
    private static final List<Integer> CONSTRUCTED = List.of(8, 11, SEQUENCE_NUMBER, SET_NUMBER, 29);

    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int EXTENSIONS = DerReader.context(3);
    /** Extensions whose values the JDK parses: id-ce, id-pe, Netscape's. Others may hold anything (RFC 5280 section 4.2). */
    private static final List<Bytes> PARSED_EXTENSIONS =
            List.of(Bytes.ofHex("551d"), Bytes.ofHex("2b060105050701"), Bytes.ofHex("6086480186f84201"));

    private final Bytes der;
    private int at;

    private StrictDer(Bytes der) {
        this.der = der;
    }

    /** Require a certificate in one DER SEQUENCE, the values of the extensions that the JDK parses included. */
    static void requireCertificate(Bytes der) throws ProtocolException {
        require(der);
        try {
            var whole = new DerReader(der);
            var signed = whole.enter(DerReader.SEQUENCE).enter(DerReader.SEQUENCE);
            whole.end();
            while (signed.hasNext()) {
                if (signed.nextTag() != EXTENSIONS) {
                    signed.element();
                    continue;
                }
                var extensions = signed.enter(EXTENSIONS).enter(DerReader.SEQUENCE);
                while (extensions.hasNext()) {
                    requireExtension(extensions.enter(DerReader.SEQUENCE));
                }
            }
        } catch (ProtocolException e) {
            throw e.reason() == Reason.MALFORMED_CERTIFICATE ? e : malformed("is no certificate: " + e.getMessage());
        }
    }

    private static void requireExtension(DerReader extension) throws ProtocolException {
        var identifier = extension.content(OBJECT_IDENTIFIER);
        if (extension.nextTag() != DerReader.OCTET_STRING) {
            extension.element(); // whether it is critical
        }
        var value = extension.content(DerReader.OCTET_STRING);
        for (var parsed : PARSED_EXTENSIONS) {
            if (identifier.length() > parsed.length()
                    && identifier.slice(0, parsed.length()).equals(parsed)) {
                require(value);
            }
        }
    }

    /** Require DER elements, one after the other, that fill the bytes; {@link Reason#MALFORMED_CERTIFICATE} else. */
    public static void require(Bytes der) throws ProtocolException {
        new StrictDer(der).scan();
    }

    private void scan() throws ProtocolException {
        var ends = new int[MAX_DEPTH + 1];
        int depth = 0;
        ends[0] = der.length();
        while (true) {
            while (at == ends[depth]) {
                if (depth == 0) {
                    return;
                }
                depth--;
            }
            boolean constructed = tag(ends[depth]);
            int length = length(ends[depth]);
            if (length > ends[depth] - at) {
                throw malformed("has an element that reaches beyond its end");
            }
            if (!constructed) {
                at += length;
                continue;
            }
            if (++depth > MAX_DEPTH) {
                throw malformed("is nested deeper than " + MAX_DEPTH + " levels");
            }
            ends[depth] = at + length;
        }
    }

    /** Read a tag and tell whether the element is constructed. */
    private boolean tag(int end) throws ProtocolException {
        int first = next(end);
        boolean constructed = (first & 0x20) != 0;
        int number = first & 0x1f;
        if (number == 0x1f) {
            int more;
            do {
                more = next(end);
            } while ((more & 0x80) != 0);
            return constructed;
        }
        // X.690 section 10.2: no string type is constructed; sections 8.9 to 8.12: a SEQUENCE or SET never is not.
        if ((first & 0xc0) == 0 && constructed != CONSTRUCTED.contains(number)) {
            throw malformed((constructed ? "has a constructed" : "has a primitive") + " element of type " + number);
        }
        return constructed;
    }

    /** X.690 section 10.1: the definite form, in as few bytes as can be. */
    private int length(int end) throws ProtocolException {
        int first = next(end);
        if (first < 0x80) {
            return first;
        }
        int count = first & 0x7f;
        if (count == 0 || count > 3) {
            throw malformed("has a length that is indefinite or above 2^24");
        }
        int length = 0;
        for (int i = 0; i < count; i++) {
            length = length << 8 | next(end);
        }
        if (length < 0x80 || length >>> (8 * (count - 1)) == 0) {
            throw malformed("has a length that is longer than it need be");
        }
        return length;
    }

    private int next(int end) throws ProtocolException {
        if (at == end) {
            throw malformed("has an element that reaches beyond its end");
        }
        return der.at(at++);
    }

    private static ProtocolException malformed(String what) {
        return new ProtocolException(Reason.MALFORMED_CERTIFICATE, "the DER " + what);
    }
}
