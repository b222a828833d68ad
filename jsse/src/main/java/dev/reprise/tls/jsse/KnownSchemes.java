package dev.reprise.tls.jsse;

import dev.reprise.tls.internal.message.CodePoints;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.SignatureScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The signature schemes that peers accept, of which few lists are about: equal ones are kept once, as sessions keep them. */
final class KnownSchemes {
    private static final int MAX_LISTS = 64;
    /** A cache: what is not in it is worked out, whatever else is. */
    private static final Map<Bytes, List<SignatureScheme>> LISTS = new ConcurrentHashMap<>();

    private KnownSchemes() {}

    /** Return the schemes among these code points that Reprise has, each once, in the peer's order. */
    static List<SignatureScheme> of(@Nullable CodePoints codes) {
        if (codes == null) {
            return List.of();
        }
        var known = LISTS.get(codes.bytes());
        if (known != null) {
            return known;
        }
        var schemes = new ArrayList<SignatureScheme>();
        for (int i = 0; i < codes.size(); i++) {
            var scheme = SignatureScheme.find(codes.at(i));
            if (scheme != null && !schemes.contains(scheme)) {
                schemes.add(scheme);
            }
        }
        var list = List.copyOf(schemes);
        if (LISTS.size() < MAX_LISTS) {
            LISTS.put(codes.bytes().compact(), list);
        }
        return list;
    }
}
