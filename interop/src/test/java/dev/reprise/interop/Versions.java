package dev.reprise.interop;

import dev.reprise.tls.spec.ProtocolVersion;

/** Which versions a peer is held to; our side always offers or accepts what it does by default. */
enum Versions {
    /** The peer speaks TLS 1.3 only. */
    TLS_1_3(ProtocolVersion.TLS_1_3, "1.3", "tlsv1.3"),
    /** The peer speaks TLS 1.2 only. */
    TLS_1_2(ProtocolVersion.TLS_1_2, "1.2", "tlsv1.2"),
    /** The peer speaks both, so TLS 1.3 must be chosen. */
    BOTH(ProtocolVersion.TLS_1_3, "both", "all");

    private final ProtocolVersion chosen;
    private final String title;
    private final String word;

    Versions(ProtocolVersion chosen, String title, String word) {
        this.chosen = chosen;
        this.title = title;
        this.word = word;
    }

    /** Return the name of the version that must come about, such as {@code TLSv1.3}. */
    String chosen() {
        return chosen.displayName();
    }

    /** Return what stands in the table. */
    String title() {
        return title;
    }

    /** Return libtls's word. */
    String word() {
        return word;
    }
}
