package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The client's public values (RFC 9846 section 4.3.8).
 *
 * @param shares most preferred first; maybe empty, which asks for a HelloRetryRequest
 */
public record KeyShareClientHello(List<KeyShareEntry> shares) implements Extension {
    /** Copy the list. */
    public KeyShareClientHello {
        shares = List.copyOf(shares);
    }

    static KeyShareClientHello parse(Reader r) throws ProtocolException {
        var list = r.vector16(0).reader();
        var shares = new ArrayList<KeyShareEntry>();
        while (list.remaining() > 0) {
            shares.add(KeyShareEntry.parse(list));
        }
        return new KeyShareClientHello(shares);
    }

    @Override
    public void encodeBody(Writer w) {
        int mark = w.open16();
        for (var share : shares) {
            share.encode(w);
        }
        w.close16(mark);
    }

    @Override
    public int type() {
        return ExtensionType.KEY_SHARE.code();
    }

    /** Return how many bytes the values have together. */
    int keyBytes() {
        int length = 0;
        for (int i = 0; i < shares.size(); i++) {
            length += shares.get(i).keyExchange().length();
        }
        return length;
    }

    /** Return the first value for a group, or null when there is none. */
    public @Nullable KeyShareEntry find(int group) {
        for (int i = 0; i < shares.size(); i++) {
            if (shares.get(i).group() == group) {
                return shares.get(i);
            }
        }
        return null;
    }
}
