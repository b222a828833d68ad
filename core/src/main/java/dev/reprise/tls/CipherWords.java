package dev.reprise.tls;

import dev.reprise.tls.internal.handshake.CipherSuites;
import dev.reprise.tls.spec.AeadAlgorithm;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ProtocolVersion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Reads lists of cipher suites in libtls's words ({@code tls_config_set_ciphers}): its presets, else the cipher strings of
 * OpenSSL. As there, words for kinds choose suites of TLS 1.2, and unless the list speaks of TLS 1.3 all suites of that go
 * first.
 */
final class CipherWords {
    private static final Set<String> PRESETS = Set.of("default", "secure", "compat", "legacy", "all", "insecure");
    private static final String TLS_1_3 = "TLSv1.3";
    private static final String BY_STRENGTH = "@STRENGTH";

    /** What OpenSSL calls kinds of suites, of those that are here; sorted for messages. */
    private static final Map<String, Predicate<CipherSuite>> KINDS = new TreeMap<>(Map.ofEntries(
            Map.entry("ALL", suite -> true),
            Map.entry("HIGH", suite -> true),
            Map.entry("AEAD", suite -> true),
            Map.entry("TLSv1.2", suite -> true),
            Map.entry("ECDHE", suite -> true),
            Map.entry("EECDH", suite -> true),
            Map.entry("kECDHE", suite -> true),
            Map.entry("kEECDH", suite -> true),
            Map.entry("ECDSA", suite -> suite.keyType() == CipherSuite.KeyType.ECDSA),
            Map.entry("aECDSA", suite -> suite.keyType() == CipherSuite.KeyType.ECDSA),
            Map.entry("aRSA", suite -> suite.keyType() == CipherSuite.KeyType.RSA),
            Map.entry("AES", suite -> suite.aead() != AeadAlgorithm.CHACHA20_POLY1305),
            Map.entry("AESGCM", suite -> suite.aead() != AeadAlgorithm.CHACHA20_POLY1305),
            Map.entry("AES128", suite -> suite.aead() == AeadAlgorithm.AES_128_GCM),
            Map.entry("AES256", suite -> suite.aead() == AeadAlgorithm.AES_256_GCM),
            Map.entry("CHACHA20", suite -> suite.aead() == AeadAlgorithm.CHACHA20_POLY1305)));

    /** Kinds of suites with finite-field Diffie-Hellman. */
    private static final Set<String> FINITE_FIELD =
            Set.of("DH", "DHE", "EDH", "kDHE", "kEDH", "kDHEPSK", "ADH", "DSS", "aDSS");

    /** Other kinds that are not here: to leave them out is no fault, to want them is. */
    private static final Set<String> ABSENT = Set.of(
            "aNULL",
            "eNULL",
            "NULL",
            "AECDH",
            "LOW",
            "MEDIUM",
            "EXP",
            "EXPORT",
            "DES",
            "3DES",
            "RC2",
            "RC4",
            "IDEA",
            "SEED",
            "MD5",
            "SHA",
            "SHA1",
            "SHA256",
            "SHA384",
            "RSA",
            "kRSA",
            "PSK",
            "kPSK",
            "kRSAPSK",
            "kECDHEPSK",
            "aPSK",
            "SRP",
            "kSRP",
            "CAMELLIA",
            "CAMELLIA128",
            "CAMELLIA256",
            "ARIA",
            "ARIA128",
            "ARIA256",
            "ARIAGCM",
            "AESCCM",
            "AESCCM8",
            "GOST",
            "STREEBOG256",
            "SSLv3",
            "TLSv1",
            "COMPLEMENTOFALL",
            "COMPLEMENTOFDEFAULT");

    private final String list;
    private final List<CipherSuite> chosen = new ArrayList<>();
    private final Set<CipherSuite> banned = EnumSet.noneOf(CipherSuite.class);
    /** Whether the list says anything of TLS 1.3. */
    private boolean tls13;

    private CipherWords(String list) {
        this.list = list;
    }

    static List<CipherSuite> parse(String list) {
        // They all name more than is here, and less of it than is refused: what is here is fit for the strictest.
        if (PRESETS.contains(list.toLowerCase(Locale.ROOT))) {
            return CipherSuites.DEFAULT;
        }
        var words = new CipherWords(list);
        for (var word : list.split("[:,; ]+", -1)) {
            words.take(word);
        }
        return words.chosen();
    }

    private List<CipherSuite> chosen() {
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException("no ciphers for '" + list + "'");
        }
        if (tls13) {
            return List.copyOf(chosen);
        }
        var all = new ArrayList<CipherSuite>();
        for (var suite : CipherSuites.DEFAULT) {
            if (suite.version() == ProtocolVersion.TLS_1_3) {
                all.add(suite);
            }
        }
        all.addAll(chosen);
        return List.copyOf(all);
    }

    private void take(String word) {
        if (word.isEmpty()) {
            return; // before the first or after the last
        }
        if (word.equals(BY_STRENGTH)) {
            chosen.sort(Comparator.comparingInt(CipherSuite::bits).reversed());
            return;
        }
        char operator = word.charAt(0);
        switch (operator) {
            case '!' -> {
                var suites = suites(word.substring(1), false);
                banned.addAll(suites);
                chosen.removeAll(suites);
            }
            case '-' -> chosen.removeAll(suites(word.substring(1), false));
            case '+' -> {
                var suites = suites(word.substring(1), false);
                suites.retainAll(chosen);
                chosen.removeAll(suites);
                chosen.addAll(suites);
            }
            default -> {
                var suites = suites(word, true);
                suites.removeAll(banned);
                suites.removeAll(chosen);
                chosen.addAll(suites);
            }
        }
    }

    /** Return the suites that all parts of a word choose, in our order. */
    private List<CipherSuite> suites(String word, boolean wanted) {
        var suites = new ArrayList<>(CipherSuites.DEFAULT);
        for (var part : word.split("\\+", -1)) {
            suites.removeIf(choice(part, wanted).negate());
        }
        return suites;
    }

    private Predicate<CipherSuite> choice(String part, boolean wanted) {
        if (part.equals(TLS_1_3)) {
            tls13 = true;
            return suite -> suite.version() == ProtocolVersion.TLS_1_3;
        }
        var kind = KINDS.get(part);
        if (kind != null) {
            return kind.and(suite -> suite.version() == ProtocolVersion.TLS_1_2);
        }
        for (var suite : CipherSuites.DEFAULT) {
            if (part.equals(suite.displayName()) || part.equals(suite.name())) {
                tls13 |= suite.version() == ProtocolVersion.TLS_1_3;
                return suite::equals;
            }
        }
        boolean finiteField = FINITE_FIELD.contains(part);
        if (!wanted && (finiteField || ABSENT.contains(part))) {
            return suite -> false;
        }
        if (finiteField || part.startsWith("DHE-") || part.startsWith("EDH-") || part.startsWith("TLS_DHE_")) {
            throw refused(part, "there is no finite-field Diffie-Hellman here, as its groups are slow or weak");
        }
        throw refused(part, ABSENT.contains(part) ? "there is no such suite here" : "it is unknown");
    }

    private IllegalArgumentException refused(String part, String why) {
        var names = CipherSuites.DEFAULT.stream().map(CipherSuite::displayName).toList();
        return new IllegalArgumentException("cipher '" + part + "' in '" + list + "': " + why + "; legal are "
                + String.join(", ", names) + ", the kinds " + String.join(", ", KINDS.keySet()) + ", " + TLS_1_3
                + ", and alone " + String.join(", ", PRESETS.stream().sorted().toList()));
    }
}
