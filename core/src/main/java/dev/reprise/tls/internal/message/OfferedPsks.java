package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * The pre-shared keys a client offers, with a binder for each (RFC 9846 section 4.3.11).
 *
 * @param identities at least one, most preferred first
 * @param binders as many, 32 to 255 bytes each, in the same order
 */
public record OfferedPsks(List<PskIdentity> identities, List<Bytes> binders) implements Extension {
    private static final int MIN_BINDER = 32;
    private static final int MAX_BINDER = 255;

    /** Refuse wrong sizes and copy the lists. */
    public OfferedPsks {
        identities = List.copyOf(identities);
        binders = List.copyOf(binders);
        Bounds.range(binders.size(), Math.max(1, identities.size()), identities.size());
        for (var binder : binders) {
            Bounds.length(binder, MIN_BINDER, MAX_BINDER);
        }
    }

    /** Offer one key with a binder of zeros, to be replaced by {@link ClientHello#bound}. */
    public static OfferedPsks placeholder(PskIdentity identity, int binderLength) {
        return new OfferedPsks(List.of(identity), List.of(Bytes.wrap(new byte[binderLength])));
    }

    static OfferedPsks parse(Reader r) throws ProtocolException {
        var identityList = r.vector16(7).reader();
        var identities = new ArrayList<PskIdentity>();
        while (identityList.remaining() > 0) {
            identities.add(PskIdentity.parse(identityList));
        }
        var binderList = r.vector16(33).reader();
        var binders = new ArrayList<Bytes>();
        while (binderList.remaining() > 0) {
            binders.add(binderList.vector8(MIN_BINDER));
        }
        // RFC 9846 section 4.3.11: one binder for each identity.
        if (identities.size() != binders.size()) {
            throw new ProtocolException(
                    Reason.MALFORMED_PRE_SHARED_KEY,
                    identities.size() + " identities and " + binders.size() + " binders");
        }
        return new OfferedPsks(identities, binders);
    }

    @Override
    public void encodeBody(Writer w) {
        int identityList = w.open16();
        for (var identity : identities) {
            identity.encode(w);
        }
        w.close16(identityList);
        int binderList = w.open16();
        for (var binder : binders) {
            w.vector8(binder);
        }
        w.close16(binderList);
    }

    @Override
    public int type() {
        return ExtensionType.PRE_SHARED_KEY.code();
    }

    /** Return the length of the encoded binders list in bytes, its length field included. */
    int bindersLength() {
        int length = 2;
        for (var binder : binders) {
            length += 1 + binder.length();
        }
        return length;
    }
}
