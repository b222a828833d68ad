package dev.reprise.tls.internal.record;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.reprise.tls.internal.wire.Printable;
import java.util.Arrays;

/** Says what bytes look like that are no TLS record: most often somebody speaks something else at this port. */
public final class NoRecord {
    /** How many bytes there should be to look at; fewer will do. */
    public static final int ENOUGH = 80;

    private static final int SHOWN = 60;
    private static final byte[] PROXY_2 = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};
    // RFC 5246 appendix E.2: the length with its first bit set, then msg_type client_hello.
    private static final int SSL_2_HELLO = 0x80;

    private NoRecord() {}

    /** Describe what begins so, with the text of the bytes where they are one. */
    public static String describe(byte[] begin) {
        int type = begin[0] & 0xff;
        int length = Math.min(begin.length, PROXY_2.length);
        if (Arrays.equals(begin, 0, length, PROXY_2, 0, length)) {
            return "a header of the PROXY protocol, version 2, where a TLS record was expected: what is in front sends one,"
                    + " and nobody takes it off";
        }
        if ((type & SSL_2_HELLO) != 0 && begin.length > 2 && begin[2] == 1) {
            return "an SSL 2.0 ClientHello where a TLS record was expected";
        }
        if (!isText(begin)) {
            return "a record of content type " + type;
        }
        var text = new String(begin, ISO_8859_1);
        return (text.startsWith("PROXY")
                        ? "a header of the PROXY protocol where a TLS record was expected (what is in front sends one, and"
                                + " nobody takes it off): '"
                        : "plain text where a TLS record was expected: '")
                + Printable.of(text.lines().findFirst().orElse(""), SHOWN) + "'";
    }

    /** Look at the least that a record's header has; what follows a text may be anything. */
    private static boolean isText(byte[] begin) {
        for (int i = 0; i < Math.min(begin.length, RecordHeader.LENGTH); i++) {
            boolean blank = begin[i] == '\r' || begin[i] == '\n' || begin[i] == '\t';
            if (!blank && (begin[i] < ' ' || begin[i] > '~')) {
                return false;
            }
        }
        return true;
    }
}
