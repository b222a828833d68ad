package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;

/**
 * TLS 1.2: the server's ephemeral public key, signed (RFC 8422 section 5.4).
 *
 * @param group the named curve's code point
 * @param publicKey 1 to 255 bytes
 * @param scheme the signature scheme's code point, which TLS 1.2 reads as hash and signature algorithm
 * @param signature 0 to 65535 bytes
 */
public record ServerKeyExchange(int group, Bytes publicKey, int scheme, Bytes signature) implements HandshakeMessage {
    private static final int NAMED_CURVE = 3;

    /** Refuse wrong sizes. */
    public ServerKeyExchange {
        Bounds.u16(group);
        Bounds.length(publicKey, 1, 0xff);
        Bounds.u16(scheme);
        Bounds.length(signature, 0, 0xffff);
    }

    static ServerKeyExchange parse(Reader r) throws ProtocolException {
        int curveType = r.u8();
        // RFC 8422 section 5.4: explicit curves MUST NOT be used any more; only named ones are offered.
        if (curveType != NAMED_CURVE) {
            throw new ProtocolException(
                    Reason.SELECTED_UNOFFERED_GROUP, "ServerKeyExchange has curve type " + curveType + ", legal is 3");
        }
        return new ServerKeyExchange(r.u16(), r.vector8(1), r.u16(), r.vector16(0));
    }

    /** Append ServerECDHParams, the part that is signed. */
    public static void encodeParams(int group, Bytes publicKey, Writer w) {
        w.u8(NAMED_CURVE).u16(group).vector8(publicKey);
    }

    @Override
    public void encodeBody(Writer w) {
        encodeParams(group, publicKey, w);
        w.u16(scheme).vector16(signature);
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.SERVER_KEY_EXCHANGE;
    }
}
