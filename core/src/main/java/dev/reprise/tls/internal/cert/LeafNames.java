package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolException;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The names of one certificate, read once for many questions. Immutable. */
public final class LeafNames {
    private final SubjectNames alternative;
    /** Where it counts: null when there are alternative names, or there is none. */
    private final @Nullable String commonName;

    private LeafNames(SubjectNames alternative, @Nullable String commonName) {
        this.alternative = alternative;
        this.commonName = commonName;
    }

    /** Read them; names that could only deceive are MALFORMED_CERTIFICATE. */
    public static LeafNames of(X509Certificate leaf) throws ProtocolException {
        var names = SubjectNames.of(leaf);
        return new LeafNames(names, names.ruleOutCommonName() ? null : SubjectNames.commonName(leaf));
    }

    /** Return the names in their own order, in lower case, addresses as hex: equal for certificates that name the same. */
    public SortedSet<String> all() {
        var all = new TreeSet<String>();
        for (var name : alternative.dnsNames()) {
            all.add(name.toLowerCase(Locale.ROOT));
        }
        for (var address : alternative.ipAddresses()) {
            all.add(address.toString());
        }
        if (commonName != null) {
            all.add(commonName.toLowerCase(Locale.ROOT));
        }
        return all;
    }

    /** Tell whether a name is among them, as {@link NameCheck#matches(X509Certificate, String)} does. */
    public boolean match(String name) {
        var asked = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        if (asked.isEmpty()) {
            return false;
        }
        var address = IpAddress.parse(asked);
        if (address != null) {
            // RFC 9525 section 6.5: only iPAddress entries count, octet by octet; text in a dNSName does not.
            return alternative.ruleOutCommonName()
                    ? alternative.ipAddresses().contains(Bytes.wrap(address))
                    : commonName != null && NameCheck.sameName(commonName, asked);
        }
        if (!alternative.ruleOutCommonName()) {
            return commonName != null && NameCheck.matches(commonName, asked);
        }
        for (var dnsName : alternative.dnsNames()) {
            if (NameCheck.matches(dnsName, asked)) {
                return true;
            }
        }
        return false;
    }
}
