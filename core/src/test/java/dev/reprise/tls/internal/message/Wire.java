package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Writer;

/** Builds bytes that our own encoders refuse to build. */
final class Wire {
    private Wire() {}

    /** Return a handshake message of any type and body. */
    static Bytes message(int type, Bytes body) {
        return new Writer().u8(type).vector24(body).toBytes();
    }

    /** Return an extension of any type and data, as part of a block. */
    static Bytes extension(int type, Bytes data) {
        return new Writer().u16(type).vector16(data).toBytes();
    }

    /** Return an extension of a type and data in hex. */
    static Bytes extension(ExtensionType type, String hex) {
        return extension(type.code(), Bytes.ofHex(hex));
    }

    /** Return one after the other. */
    static Bytes join(Bytes... parts) {
        var w = new Writer();
        for (var part : parts) {
            w.bytes(part);
        }
        return w.toBytes();
    }

    /** Return an extension block of the extensions, with its length. */
    static Bytes block(Bytes... extensions) {
        return new Writer().vector16(join(extensions)).toBytes();
    }

    /** Return a whole ClientHello with this at its end, a block or nothing. */
    static Bytes clientHello(Bytes block) {
        var w = new Writer().u16(0x0303).bytes(new byte[32]).u8(0).vector16(Bytes.ofHex("1301"));
        return message(1, w.vector8(Bytes.ofHex("00")).bytes(block).toBytes());
    }

    /** Return a whole ServerHello with this at its end, a block or nothing. */
    static Bytes serverHello(Bytes random, Bytes block) {
        return message(
                2,
                new Writer()
                        .u16(0x0303)
                        .bytes(random)
                        .u8(0)
                        .u16(0x1301)
                        .u8(0)
                        .bytes(block)
                        .toBytes());
    }
}
