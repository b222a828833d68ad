package dev.reprise.interop;

import java.util.List;

/**
 * Say under which conditions two connections are made, a full one and a resumed one.
 *
 * @param versions the versions that the peer speaks
 * @param clientCertificate whether the server asks for a client certificate and refuses clients without
 */
record Setup(Versions versions, boolean clientCertificate) {
    /** Every setup, in the order of the table's columns. */
    static final List<Setup> ALL = List.of(
            new Setup(Versions.TLS_1_3, false),
            new Setup(Versions.TLS_1_3, true),
            new Setup(Versions.TLS_1_2, false),
            new Setup(Versions.TLS_1_2, true),
            new Setup(Versions.BOTH, false));

    /** Return the peer's word for its versions. */
    <T> T of(T tls13, T tls12, T both) {
        return switch (versions) {
            case TLS_1_3 -> tls13;
            case TLS_1_2 -> tls12;
            case BOTH -> both;
        };
    }

    /** Return the oldest version, as {@code TLSv1.2}. */
    String oldest() {
        return of("TLSv1.3", "TLSv1.2", "TLSv1.2");
    }

    /** Return the newest version, as {@code TLSv1.3}. */
    String newest() {
        return of("TLSv1.3", "TLSv1.2", "TLSv1.3");
    }

    @Override
    public String toString() {
        return of("TLSv1.3", "TLSv1.2", "TLSv1.2 and TLSv1.3") + (clientCertificate ? ", client certificate" : "");
    }
}
