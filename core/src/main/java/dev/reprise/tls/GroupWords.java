package dev.reprise.tls;

import dev.reprise.tls.internal.crypto.JcaKeyShares;
import dev.reprise.tls.internal.handshake.NamedGroups;
import dev.reprise.tls.spec.NamedGroup;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads lists of key exchange groups in libtls's words ({@code tls_config_set_ecdhecurves}). */
final class GroupWords {
    /** The names of libtls, of NIST and of TLS, in lower case. */
    private static final Map<String, NamedGroup> NAMES = new LinkedHashMap<>();

    static {
        NAMES.put("x25519mlkem768", NamedGroup.X25519MLKEM768);
        NAMES.put("x25519", NamedGroup.X25519);
        NAMES.put("p-256", NamedGroup.SECP256R1);
        NAMES.put("p-384", NamedGroup.SECP384R1);
        NAMES.put("p-521", NamedGroup.SECP521R1);
        NAMES.put("prime256v1", NamedGroup.SECP256R1);
        NAMES.put("secp256r1", NamedGroup.SECP256R1);
        NAMES.put("secp384r1", NamedGroup.SECP384R1);
        NAMES.put("secp521r1", NamedGroup.SECP521R1);
    }

    private GroupWords() {}

    static List<NamedGroup> parse(String list) {
        if (list.equalsIgnoreCase("default") || list.equalsIgnoreCase("auto")) {
            var has = new JcaKeyShares(new SecureRandom());
            return NamedGroups.DEFAULT.stream().filter(has::has).toList();
        }
        var groups = new ArrayList<NamedGroup>();
        for (var part : list.split("[,:]", -1)) {
            var word = part.strip();
            var group = NAMES.get(word.toLowerCase(Locale.ROOT));
            if (group == null) {
                boolean finiteField = word.toLowerCase(Locale.ROOT).startsWith("ffdhe");
                throw new IllegalArgumentException("invalid ecdhe curve '" + word + "' in '" + list + "'"
                        + (finiteField ? ": there is no finite-field Diffie-Hellman here" : "")
                        + "; legal are " + String.join(", ", NAMES.keySet()) + ", and default alone");
            }
            groups.add(group);
        }
        return List.copyOf(groups);
    }
}
