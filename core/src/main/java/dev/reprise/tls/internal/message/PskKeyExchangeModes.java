package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;

/**
 * How a client can use pre-shared keys (RFC 9846 section 4.3.9).
 *
 * @param modes 1 to 255 bytes, a mode each
 */
public record PskKeyExchangeModes(Bytes modes) implements Extension {
    /** Only with key exchange: the one mode Reprise offers. */
    public static final PskKeyExchangeModes PSK_DHE_KE = new PskKeyExchangeModes(Bytes.ofHex("01"));

    /** Refuse wrong sizes. */
    public PskKeyExchangeModes {
        Bounds.length(modes, 1, 0xff);
    }

    static PskKeyExchangeModes parse(Reader r) throws ProtocolException {
        return new PskKeyExchangeModes(r.vector8(1));
    }

    @Override
    public void encodeBody(Writer w) {
        w.vector8(modes);
    }

    @Override
    public int type() {
        return ExtensionType.PSK_KEY_EXCHANGE_MODES.code();
    }

    /** Tell whether psk_dhe_ke is offered. */
    public boolean pskDheKe() {
        for (int i = 0; i < modes.length(); i++) {
            if (modes.at(i) == 1) {
                return true;
            }
        }
        return false;
    }
}
