package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;

/**
 * The client's opening (RFC 9846 section 4.2.2). The extensions may be absent, as before TLS 1.3.
 *
 * @param legacyVersion 0x0303 from a client of TLS 1.2 or 1.3
 * @param random 32 bytes
 * @param legacySessionId 0 to 32 bytes
 * @param cipherSuites at least one, most preferred first
 * @param legacyCompressionMethods 1 to 255 bytes
 * @param extensions what else the client offers; empty is encoded as absent
 */
public record ClientHello(
        int legacyVersion,
        Bytes random,
        Bytes legacySessionId,
        CodePoints cipherSuites,
        Bytes legacyCompressionMethods,
        Extensions extensions)
        implements HandshakeMessage {

    /** Stands among the suites for an empty renegotiation_info (RFC 5746 section 3.3). */
    public static final int EMPTY_RENEGOTIATION_INFO_SCSV = 0x00ff;
    /** Stands among the suites of a client that has tried a newer version in vain (RFC 7507). */
    public static final int FALLBACK_SCSV = 0x5600;

    private static final int HEADER_LENGTH = 4;
    /** The length of the binders list, and that of the first binder. */
    private static final int BEFORE_BINDER = 2 + 1;

    /** Refuse wrong sizes. */
    public ClientHello {
        Bounds.u16(legacyVersion);
        Bounds.length(random, 32, 32);
        Bounds.length(legacySessionId, 0, 32);
        Bounds.length(cipherSuites.bytes(), 2, 0xfffe);
        Bounds.length(legacyCompressionMethods, 1, 0xff);
    }

    static ClientHello parse(Reader r) throws ProtocolException {
        return new ClientHello(
                r.u16(),
                r.bytes(32),
                r.vector8(0, 32),
                CodePoints.parse16(r),
                r.vector8(1),
                Extensions.parseOptional(r, ExtensionContext.CLIENT_HELLO));
    }

    @Override
    public void encodeBody(Writer w) {
        w.u16(legacyVersion).bytes(random).vector8(legacySessionId);
        cipherSuites.encode16(w);
        w.vector8(legacyCompressionMethods);
        extensions.encodeOptional(w);
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.CLIENT_HELLO;
    }

    /**
     * Return how many bytes of the whole message, header included, the binders cover: all but the binders list at its
     * end (RFC 9846 section 4.3.11.2). The binders' own values do not change it, so a hello with placeholders tells it.
     *
     * @throws IllegalStateException when the hello offers no pre-shared key
     */
    public int truncatedLength() {
        int length = HEADER_LENGTH
                + (2 + random.length())
                + (1 + legacySessionId.length())
                + (2 + cipherSuites.bytes().length())
                + (1 + legacyCompressionMethods.length())
                + extensions.encodedLength();
        return length - offeredPsks().bindersLength();
    }

    /**
     * Return this hello encoded with another binder, the only one. A client encodes a hello with a {@link
     * OfferedPsks#placeholder placeholder}, hashes its first {@link #truncatedLength} bytes, and sends this.
     *
     * @param encoded what {@link HandshakeMessage#encode} made of this hello; copied
     * @throws IllegalArgumentException when there is more than one binder, or it has another length
     * @throws IllegalStateException when the hello offers no pre-shared key
     */
    public Bytes bound(Bytes encoded, Bytes binder) {
        int at = truncatedLength() + BEFORE_BINDER;
        Bounds.range(encoded.length(), at + binder.length(), at + binder.length());
        var bytes = encoded.toArray();
        binder.copyTo(bytes, at);
        return Bytes.wrap(bytes);
    }

    private OfferedPsks offeredPsks() {
        if (extensions.last() instanceof OfferedPsks psks) {
            return psks;
        }
        throw new IllegalStateException("the ClientHello offers no pre-shared key");
    }
}
