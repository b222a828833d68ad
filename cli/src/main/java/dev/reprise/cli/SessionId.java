package dev.reprise.cli;

import java.security.SecureRandom;
import java.util.HexFormat;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Hold a session id context, which is public; its length is the library's to judge. */
final class SessionId {
    private final byte[] bytes;

    private SessionId(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Parse pairs of hex digits; anything else is wrong usage. */
    static SessionId parse(String text) {
        try {
            return new SessionId(HexFormat.of().parseHex(text));
        } catch (IllegalArgumentException notHex) {
            throw new TypeConversionException("expected pairs of hex digits, not '" + Text.printable(text) + "'");
        }
    }

    /** Make one that no other server has. */
    static SessionId random() {
        var bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return new SessionId(bytes);
    }

    /** Return a copy of the bytes. */
    byte[] bytes() {
        return bytes.clone();
    }

    /** Let picocli parse it. */
    static final class Converter implements ITypeConverter<SessionId> {
        @Override
        public SessionId convert(String text) {
            return parse(text);
        }
    }
}
