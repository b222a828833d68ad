package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The application protocols a client offers, or the one the server chose (RFC 7301 section 3.1).
 *
 * @param protocols at least one, 1 to 255 bytes each, most preferred first
 */
public record Alpn(List<Bytes> protocols) implements Extension {
    /** Refuse wrong sizes and copy the list. */
    public Alpn {
        protocols = List.copyOf(protocols);
        Bounds.range(protocols.size(), 1, 0xffff);
        for (var protocol : protocols) {
            Bounds.length(protocol, 1, 0xff);
        }
    }

    /** Make one of names, most preferred first; see {@link #encodeName}. */
    public static Alpn of(List<String> names) {
        var protocols = new Bytes[names.size()];
        for (int i = 0; i < protocols.length; i++) {
            protocols[i] = encodeName(names.get(i));
        }
        return new Alpn(List.of(protocols));
    }

    /**
     * Return a name's bytes, one for each character, as JSSE does: a protocol is any bytes (RFC 7301 section 6), and
     * this way each has a String. A character over U+00FF is an IllegalArgumentException.
     */
    public static Bytes encodeName(String name) {
        for (int i = 0; i < name.length(); i++) {
            Bounds.range(name.charAt(i), 0, 0xff);
        }
        return Bytes.wrap(name.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Return the name for a protocol's bytes; see {@link #encodeName}. */
    public static String decodeName(Bytes protocol) {
        return new String(protocol.toArray(), StandardCharsets.ISO_8859_1);
    }

    static Alpn parse(Reader r) throws ProtocolException {
        var list = r.vector16(2).reader();
        var protocols = new ArrayList<Bytes>();
        while (list.remaining() > 0) {
            protocols.add(list.vector8(1));
        }
        return new Alpn(protocols);
    }

    static Alpn parseSelected(Reader r) throws ProtocolException {
        var alpn = parse(r);
        // RFC 7301 section 3.1: the server's list MUST contain exactly one protocol.
        if (alpn.protocols.size() != 1) {
            throw new ProtocolException(
                    Reason.MALFORMED_MESSAGE, "the server selects " + alpn.protocols.size() + " protocols");
        }
        return alpn;
    }

    @Override
    public void encodeBody(Writer w) {
        int mark = w.open16();
        for (var protocol : protocols) {
            w.vector8(protocol);
        }
        w.close16(mark);
    }

    @Override
    public int type() {
        return ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION.code();
    }
}
