package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;

/**
 * Server extensions that need no clear text (RFC 9846 section 4.4.1).
 *
 * @param extensions the extensions, maybe none
 */
public record EncryptedExtensions(Extensions extensions) implements HandshakeMessage {
    static EncryptedExtensions parse(Reader r) throws ProtocolException {
        return new EncryptedExtensions(Extensions.parse(r, ExtensionContext.ENCRYPTED_EXTENSIONS));
    }

    @Override
    public void encodeBody(Writer w) {
        extensions.encode(w);
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.ENCRYPTED_EXTENSIONS;
    }
}
