package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;

/**
 * The server's choice, or a HelloRetryRequest, which is told by its random (RFC 9846 sections 4.2.3 and 4.2.4). The
 * extensions may be absent, as before TLS 1.3.
 *
 * @param legacyVersion 0x0303 from a server of TLS 1.2 or 1.3
 * @param random 32 bytes
 * @param legacySessionIdEcho 0 to 32 bytes
 * @param cipherSuite the chosen suite's code point
 * @param legacyCompressionMethod 0 from any sound server
 * @param extensions what else the server answers; empty is encoded as absent
 */
public record ServerHello(
        int legacyVersion,
        Bytes random,
        Bytes legacySessionIdEcho,
        int cipherSuite,
        int legacyCompressionMethod,
        Extensions extensions)
        implements HandshakeMessage {

    /** SHA-256 of "HelloRetryRequest" (RFC 9846 section 4.2.3). */
    public static final Bytes HELLO_RETRY_REQUEST_RANDOM =
            Bytes.ofHex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c");

    /** The end of the random of a TLS 1.3 server that negotiates TLS 1.2 (RFC 9846 section 4.2.3). */
    public static final Bytes DOWNGRADE_TO_TLS12 = Bytes.ofHex("444f574e47524401");

    /** The end of the random of a TLS 1.2 or 1.3 server that negotiates an older version (RFC 9846 section 4.2.3). */
    public static final Bytes DOWNGRADE_BELOW_TLS12 = Bytes.ofHex("444f574e47524400");

    /** Refuse wrong sizes. */
    public ServerHello {
        Bounds.u16(legacyVersion);
        Bounds.length(random, 32, 32);
        Bounds.length(legacySessionIdEcho, 0, 32);
        Bounds.u16(cipherSuite);
        Bounds.range(legacyCompressionMethod, 0, 0xff);
    }

    static ServerHello parse(Reader r) throws ProtocolException {
        int legacyVersion = r.u16();
        var random = r.bytes(32);
        return new ServerHello(
                legacyVersion,
                random,
                r.vector8(0, 32),
                r.u16(),
                r.u8(),
                // Section 4.2.3: the random is examined first.
                random.equals(HELLO_RETRY_REQUEST_RANDOM)
                        ? Extensions.parseOptional(r, ExtensionContext.HELLO_RETRY_REQUEST)
                        : Extensions.parseServerHello(r));
    }

    @Override
    public void encodeBody(Writer w) {
        w.u16(legacyVersion).bytes(random).vector8(legacySessionIdEcho);
        w.u16(cipherSuite).u8(legacyCompressionMethod);
        extensions.encodeOptional(w);
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.SERVER_HELLO;
    }

    /** Tell whether this is a HelloRetryRequest. */
    public boolean isHelloRetryRequest() {
        return random.equals(HELLO_RETRY_REQUEST_RANDOM);
    }

    /** Tell whether the random ends with one of the two downgrade sentinels. */
    public boolean hasDowngradeSentinel() {
        var end = random.slice(24, 8);
        return end.equals(DOWNGRADE_TO_TLS12) || end.equals(DOWNGRADE_BELOW_TLS12);
    }
}
