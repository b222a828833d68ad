package dev.reprise.tls.jsse;

import dev.reprise.tls.internal.handshake.CipherSuites;
import dev.reprise.tls.spec.CipherSuite;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The names of cipher suites in JSSE, which are those of IANA. */
final class SuiteNames {
    /** What a connection without a cipher suite has instead. */
    static final String NONE = "SSL_NULL_WITH_NULL_NULL";

    // Programs name suites that they got from SunJSSE years ago.
    // Whatever the JDK has ever had is accepted, and ignored.
    private static final Pattern OF_THE_JDK =
            Pattern.compile("(TLS|SSL)_(RSA|(DHE|ECDHE?)_(RSA|ECDSA|DSS)|(EC)?DH_anon)(_EXPORT)?_WITH_"
                    + "(AES_(128|256)_(CBC_SHA(256|384)?|GCM_SHA(256|384))|CHACHA20_POLY1305_SHA256"
                    + "|(3DES_EDE_CBC|RC4_(128|40)|DES(40)?_CBC|NULL)_(MD5|SHA(256)?))"
                    + "|TLS_EMPTY_RENEGOTIATION_INFO_SCSV");

    private SuiteNames() {}

    /** Return the names of suites, in their order. */
    static String[] of(List<CipherSuite> suites) {
        var names = new String[suites.size()];
        for (int i = 0; i < names.length; i++) {
            names[i] = suites.get(i).name();
        }
        return names;
    }

    /**
     * Check names that a program enables, and copy them. Names of suites that only others have are legal.
     *
     * @throws IllegalArgumentException with the texts of SunJSSE
     */
    static List<String> checked(String @Nullable [] names) {
        if (names == null) {
            throw new IllegalArgumentException("CipherSuites cannot be null");
        }
        var checked = new ArrayList<String>(names.length);
        for (var name : names) {
            if (name == null || name.isEmpty()) {
                throw new IllegalArgumentException(
                        "The specified CipherSuites array contains invalid null or empty string elements");
            }
            if (find(name) == null && !OF_THE_JDK.matcher(name).matches()) {
                throw new IllegalArgumentException("Unsupported CipherSuite: " + name);
            }
            checked.add(name);
        }
        return NameLists.shared(checked);
    }

    /** Return the suites of these names, those that Reprise has. */
    static List<CipherSuite> suites(List<String> names) {
        var suites = new ArrayList<CipherSuite>(names.size());
        for (var name : names) {
            var suite = find(name);
            if (suite != null && !suites.contains(suite)) {
                suites.add(suite);
            }
        }
        return suites;
    }

    private static @Nullable CipherSuite find(String name) {
        for (var suite : CipherSuites.DEFAULT) {
            if (suite.name().equals(name)) {
                return suite;
            }
        }
        return null;
    }
}
