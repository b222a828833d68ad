package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;

/**
 * TLS 1.2: the forms of a curve's points that the sender reads (RFC 8422 section 5.1.2).
 *
 * @param formats 1 to 255 of them; only 0, uncompressed, is still in use
 */
public record EcPointFormats(Bytes formats) implements Extension {
    /** What both our sides send. */
    public static final EcPointFormats UNCOMPRESSED = new EcPointFormats(Bytes.ofHex("00"));

    /** Refuse wrong sizes. */
    public EcPointFormats {
        Bounds.length(formats, 1, 0xff);
    }

    static EcPointFormats parse(Reader r) throws ProtocolException {
        return new EcPointFormats(r.vector8(1));
    }

    /** Tell whether the sender reads uncompressed points. */
    public boolean uncompressed() {
        for (int i = 0; i < formats.length(); i++) {
            if (formats.at(i) == 0) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void encodeBody(Writer w) {
        w.vector8(formats);
    }

    @Override
    public int type() {
        return ExtensionType.EC_POINT_FORMATS.code();
    }
}
