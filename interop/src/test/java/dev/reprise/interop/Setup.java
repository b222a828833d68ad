package dev.reprise.interop;

import dev.reprise.tls.spec.ProtocolVersion;
import java.util.ArrayList;
import java.util.List;

/**
 * Say under which conditions two connections are made, a full one and a resumed one.
 *
 * @param version the only version that the peer speaks; our side offers what it always does
 * @param clientCertificate whether the server asks for a client certificate and refuses clients without
 */
record Setup(ProtocolVersion version, boolean clientCertificate) {
    /** Every setup, in the order of the table's columns. */
    static final List<Setup> ALL = all();

    private static List<Setup> all() {
        var all = new ArrayList<Setup>();
        for (var version : List.of(ProtocolVersion.TLS_1_3, ProtocolVersion.TLS_1_2)) {
            all.add(new Setup(version, false));
            all.add(new Setup(version, true));
        }
        return List.copyOf(all);
    }

    /** Return one of two words, as the version is. */
    String of(String tls12, String tls13) {
        return version == ProtocolVersion.TLS_1_3 ? tls13 : tls12;
    }

    @Override
    public String toString() {
        return version.displayName() + (clientCertificate ? ", client certificate" : "");
    }
}
