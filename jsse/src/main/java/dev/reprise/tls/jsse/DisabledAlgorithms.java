package dev.reprise.tls.jsse;

import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.security.Security;
import java.security.interfaces.DSAKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import javax.crypto.interfaces.DHKey;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator has forbidden by a security property such as {@code jdk.tls.disabledAlgorithms}. Java's own reader is
 * not for others, so this one understands what concerns TLS: names, also with an asterisk, {@code keySize} with a
 * comparison, and {@code usage}. Other conditions ({@code jdkCA}, {@code denyAfter}) belong to paths of certificates, which
 * Java's trust managers judge; here an entry with one forbids nothing.
 */
final class DisabledAlgorithms implements AlgorithmConstraints {
    // First, as the constants below are read with it.
    private static final Pattern KEY_SIZE = Pattern.compile("keySize\\s*(<=|<|==|!=|>=|>)\\s*(\\d{1,9})");

    /** What may not be used in handshakes. */
    static final DisabledAlgorithms OF_TLS = of("jdk.tls.disabledAlgorithms");
    /** What may not be used in certificates. */
    static final DisabledAlgorithms OF_CERTIFICATES = of("jdk.certpath.disabledAlgorithms");

    private final List<Entry> entries;

    /**
     * One entry.
     *
     * @param name matches a whole name or a part of one
     * @param comparison of the key's size, null when the entry has none
     * @param size bits to compare with
     * @param usages lower case; empty for any
     */
    private record Entry(Pattern name, @Nullable String comparison, int size, List<String> usages) {
        boolean forbids(int bits) {
            return comparison != null
                    && switch (comparison) {
                        case "<" -> bits < size;
                        case "<=" -> bits <= size;
                        case "==" -> bits == size;
                        case "!=" -> bits != size;
                        case ">=" -> bits >= size;
                        default -> bits > size;
                    };
        }
    }

    private DisabledAlgorithms(List<Entry> entries) {
        this.entries = entries;
    }

    private static DisabledAlgorithms of(String property) {
        return parse(Security.getProperty(property));
    }

    /** Read the value of such a property; null forbids nothing. */
    static DisabledAlgorithms parse(@Nullable String value) {
        var entries = new ArrayList<Entry>();
        for (var text : value == null ? new String[0] : value.split(",", -1)) {
            var entry = entry(text.strip());
            if (entry != null) {
                entries.add(entry);
            }
        }
        return new DisabledAlgorithms(List.copyOf(entries));
    }

    private static @Nullable Entry entry(String text) {
        if (text.isEmpty() || text.startsWith("include ")) {
            return null;
        }
        int end = text.indexOf(' ');
        var name = pattern(end < 0 ? text : text.substring(0, end));
        String comparison = null;
        int size = 0;
        var usages = new ArrayList<String>();
        for (var condition : end < 0 ? new String[0] : text.substring(end).split("&", -1)) {
            var words = condition.strip();
            var keySize = KEY_SIZE.matcher(words);
            if (keySize.matches()) {
                comparison = keySize.group(1);
                size = Integer.parseInt(keySize.group(2));
            } else if (words.startsWith("usage ")) {
                usages.addAll(List.of(
                        words.substring(6).toLowerCase(Locale.ROOT).strip().split("\\s+")));
            } else {
                return null;
            }
        }
        return new Entry(name, comparison, size, List.copyOf(usages));
    }

    private static Pattern pattern(String name) {
        var parts = name.split("\\*", -1);
        var regex = new StringBuilder();
        for (int i = 0; i < parts.length; i++) {
            regex.append(i == 0 ? "" : ".*").append(Pattern.quote(parts[i]));
        }
        return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE);
    }

    /** Tell whether a name is forbidden altogether: of a version, a suite, a group or an algorithm. */
    boolean forbids(String name) {
        return forbids(name, null);
    }

    /** Tell whether a name is forbidden altogether or for a usage, such as {@code HandshakeSignature}. */
    boolean forbids(String name, @Nullable String usage) {
        for (var entry : entries) {
            boolean used =
                    entry.usages.isEmpty() || (usage != null && entry.usages.contains(usage.toLowerCase(Locale.ROOT)));
            if (entry.comparison == null && used && matches(entry, name)) {
                return true;
            }
        }
        return false;
    }

    /** A name matches whole, or by one of what it is composed of: {@code SHA1withRSA} of SHA1 and RSA, a suite of its words. */
    private static boolean matches(Entry entry, String name) {
        if (entry.name.matcher(name).matches()) {
            return true;
        }
        for (var part : name.split("_WITH_|_|with|and|/", -1)) {
            if (entry.name.matcher(part).matches()) {
                return true;
            }
        }
        return name.contains("_3DES_EDE_CBC_")
                && entry.name.matcher("3DES_EDE_CBC").matches();
    }

    @Override
    public boolean permits(
            @Nullable Set<CryptoPrimitive> primitives, String algorithm, @Nullable AlgorithmParameters parameters) {
        return !forbids(algorithm);
    }

    @Override
    public boolean permits(@Nullable Set<CryptoPrimitive> primitives, Key key) {
        if (forbids(key.getAlgorithm())) {
            return false;
        }
        int bits = bits(key);
        for (var entry : entries) {
            if (entry.usages.isEmpty() && entry.name.matcher(key.getAlgorithm()).matches() && entry.forbids(bits)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean permits(
            @Nullable Set<CryptoPrimitive> primitives,
            String algorithm,
            Key key,
            @Nullable AlgorithmParameters parameters) {
        return permits(primitives, algorithm, parameters) && permits(primitives, key);
    }

    private static int bits(Key key) {
        return switch (key) {
            case RSAKey rsa -> rsa.getModulus().bitLength();
            case ECKey ec -> ec.getParams().getOrder().bitLength();
            case DSAKey dsa ->
                dsa.getParams() == null
                        ? Integer.MAX_VALUE
                        : dsa.getParams().getP().bitLength();
            case DHKey dh -> dh.getParams().getP().bitLength();
            default -> Integer.MAX_VALUE; // No size that anybody compares.
        };
    }
}
