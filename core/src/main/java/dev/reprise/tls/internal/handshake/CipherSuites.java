package dev.reprise.tls.internal.handshake;

import dev.reprise.tls.internal.message.CodePoints;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.HashAlgorithm;
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
    /** All there are, in OpenSSL's order. */
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
    private final boolean peersOrder;
    private final List<CipherSuite> tls13;
    private final List<CipherSuite> tls12;
    private final CodePoints codes;

    private CipherSuites(List<CipherSuite> all, boolean peersOrder) {
        this.all = all;
        this.peersOrder = peersOrder;
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

    /** Take these, at least one, most wanted first; the list is copied. */
    public static CipherSuites of(List<CipherSuite> suites) {
        return of(suites, false);
    }

    /** Take these, at least one, as a server that leaves their order to the client; the list is copied. */
    public static CipherSuites inPeersOrder(List<CipherSuite> suites) {
        return of(suites, true);
    }

    private static CipherSuites of(List<CipherSuite> suites, boolean peersOrder) {
        if (suites.isEmpty()) {
            throw new IllegalArgumentException("no cipher suite");
        }
        return new CipherSuites(List.copyOf(suites), peersOrder);
    }

    /** Return the same suites with those of a hash before the others of their version. */
    public CipherSuites first(HashAlgorithm hash) {
        var ordered = new ArrayList<CipherSuite>(all.size());
        addByHash(ordered, tls13, hash);
        addByHash(ordered, tls12, hash);
        return ordered.equals(all) ? this : new CipherSuites(List.copyOf(ordered), peersOrder);
    }

    private static void addByHash(List<CipherSuite> ordered, List<CipherSuite> suites, HashAlgorithm first) {
        for (var suite : suites) {
            if (suite.hash() == first) {
                ordered.add(suite);
            }
        }
        for (var suite : suites) {
            if (suite.hash() != first) {
                ordered.add(suite);
            }
        }
    }

    /**
     * Return the code points of all for a ClientHello that offers a session of this hash in TLS 1.3: OpenSSL's servers choose
     * the suite in the client's order before they look at a ticket, and then refuse one of another hash.
     */
    public CodePoints codesFor(HashAlgorithm hash) {
        return tls13.isEmpty() || tls13.get(0).hash() == hash ? codes : first(hash).codes;
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

    /** Return those of a version that a peer offers, too, in the order that decides; maybe none. */
    public List<CipherSuite> mutual(ProtocolVersion version, CodePoints offered) {
        var ours = of(version);
        var mutual = new ArrayList<CipherSuite>(ours.size());
        if (peersOrder) {
            for (int i = 0; i < offered.size() && mutual.size() < ours.size(); i++) {
                var suite = chosen(version, offered.at(i));
                if (suite != null && !mutual.contains(suite)) {
                    mutual.add(suite);
                }
            }
            return mutual;
        }
        for (var suite : ours) {
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
