package dev.reprise.tls.internal.handshake;

import dev.reprise.tls.internal.message.CodePoints;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ProtocolVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cipher suites one side takes, most wanted first, and with them the protocol versions it speaks: those that a suite
 * is of. What handshakes ask for is worked out once. Immutable.
 */
public final class CipherSuites {
    /**
     * All there are. OpenSSL's first choice is ours, too: its servers look at a ticket only after choosing the suite in the
     * client's order, and then refuse one of another hash, so with another order sessions would not cross between the two.
     */
    public static final List<CipherSuite> DEFAULT = List.of(
            CipherSuite.TLS_AES_256_GCM_SHA384,
            CipherSuite.TLS_AES_128_GCM_SHA256,
            CipherSuite.TLS_CHACHA20_POLY1305_SHA256,
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
            CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
            CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
            CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
            CipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256);

    private final List<CipherSuite> all;
    private final List<CipherSuite> tls13;
    private final List<CipherSuite> tls12;
    private final CodePoints codes;

    private CipherSuites(List<CipherSuite> all) {
        this.all = all;
        tls13 = only(all, ProtocolVersion.TLS_1_3);
        tls12 = only(all, ProtocolVersion.TLS_1_2);
        codes = CodePoints.of(all, CipherSuite::code);
    }

    private static List<CipherSuite> only(List<CipherSuite> all, ProtocolVersion version) {
        var some = new CipherSuite[all.size()];
        int count = 0;
        for (var suite : all) {
            if (suite.version() == version) {
                some[count++] = suite;
            }
        }
        return count == all.size() ? all : List.of(Arrays.copyOf(some, count));
    }

    /** Take these, at least one; the list is copied. */
    public static CipherSuites of(List<CipherSuite> suites) {
        if (suites.isEmpty()) {
            throw new IllegalArgumentException("no cipher suite");
        }
        return new CipherSuites(List.copyOf(suites));
    }

    /** Return all. */
    public List<CipherSuite> all() {
        return all;
    }

    /** Return those of a version, maybe none. */
    public List<CipherSuite> of(ProtocolVersion version) {
        return version == ProtocolVersion.TLS_1_3 ? tls13 : tls12;
    }

    /** Return the code points of all. */
    public CodePoints codes() {
        return codes;
    }

    /** Tell whether a protocol version is enabled. */
    public boolean speaks(ProtocolVersion version) {
        return !of(version).isEmpty();
    }

    /** Return those of a version that a peer offers, too; in our order, which decides; maybe none. */
    public List<CipherSuite> mutual(ProtocolVersion version, CodePoints offered) {
        var mutual = new ArrayList<CipherSuite>(of(version).size());
        for (var suite : of(version)) {
            if (offered.contains(suite.code())) {
                mutual.add(suite);
            }
        }
        return mutual;
    }

    /** Return the suite of a version that a peer has chosen, or null when it is none of ours. */
    public @Nullable CipherSuite chosen(ProtocolVersion version, int code) {
        for (var suite : of(version)) {
            if (suite.code() == code) {
                return suite;
            }
        }
        return null;
    }
}
