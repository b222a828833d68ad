package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The host name the client wants to reach (RFC 6066 section 3), or an address literal, which is not permitted there but
 * is sent by clients in the wild: a server takes {@link #addressLiteral} for no name.
 *
 * @param hostName ASCII, 1 to 255 characters, no trailing dot, in the sender's case
 */
public record ServerName(String hostName) implements Extension {
    private static final int HOST_NAME = 0;
    private static final int MAX_LENGTH = 255;
    private static final int MAX_LABEL_LENGTH = 63;

    /** Refuse what is no host name. */
    public ServerName {
        if (!legal(hostName)) {
            throw new IllegalArgumentException("no host name: " + hostName);
        }
    }

    static ServerName parse(Reader r) throws ProtocolException {
        var list = r.vector16(1).reader();
        @Nullable Bytes name = null;
        while (list.remaining() > 0) {
            int nameType = list.u8();
            // RFC 6066 section 3: HostName<1..2^16-1>; the data of every future name type begins with a 16-bit length.
            var data = list.vector16(nameType == HOST_NAME ? 1 : 0);
            if (nameType == HOST_NAME) {
                // RFC 6066 section 3: not more than one name of the same type.
                if (name != null) {
                    throw new ProtocolException(Reason.BAD_SERVER_NAME, "two host names");
                }
                name = data;
            }
        }
        if (name == null || name.length() > MAX_LENGTH + 1) {
            throw new ProtocolException(
                    Reason.BAD_SERVER_NAME, name == null ? "no host name" : name.length() + " bytes");
        }
        var hostName = withoutDot(new String(name.toArray(), StandardCharsets.US_ASCII));
        if (!legal(hostName)) {
            throw new ProtocolException(Reason.BAD_SERVER_NAME, "the bytes " + name + " are no host name");
        }
        return new ServerName(hostName);
    }

    /** RFC 6066 section 3: the name goes without a trailing dot; of clients that send it the name is meant all the same. */
    private static String withoutDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    @Override
    public void encodeBody(Writer w) {
        int list = w.open16();
        w.u8(HOST_NAME).vector16(Bytes.wrap(hostName.getBytes(StandardCharsets.US_ASCII)));
        w.close16(list);
    }

    @Override
    public int type() {
        return ExtensionType.SERVER_NAME.code();
    }

    /** Tell whether this is an IPv4 or IPv6 address, which RFC 6066 section 3 does not permit. */
    public boolean addressLiteral() {
        return addressLiteral(hostName);
    }

    /** Tell whether a name is an IPv4 or IPv6 address: it has a colon, or its last label is a number. */
    public static boolean addressLiteral(String name) {
        if (name.indexOf(':') >= 0) {
            return true;
        }
        int last = name.lastIndexOf('.') + 1;
        for (int i = last; i < name.length(); i++) {
            if (name.charAt(i) < '0' || name.charAt(i) > '9') {
                return false;
            }
        }
        return last < name.length();
    }

    /** Tell whether a name is made of labels of 1 to 63 letters, digits, hyphens and underscores, or is an address. */
    private static boolean legal(String name) {
        if (name.isEmpty() || name.length() > MAX_LENGTH) {
            return false;
        }
        boolean address = name.indexOf(':') >= 0;
        int label = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (address ? !hexDigit(c) && c != ':' && c != '.' : !labelCharacter(c) && (c != '.' || label == 0)) {
                return false;
            }
            label = c == '.' ? 0 : label + 1;
            if (label > MAX_LABEL_LENGTH) {
                return false;
            }
        }
        return label > 0;
    }

    private static boolean labelCharacter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }

    private static boolean hexDigit(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }
}
