package dev.reprise.bench;

/** The suites that are measured, by what protects the records. */
enum Suite {
    AES_128_GCM("AES-128-GCM", "TLS_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"),
    AES_256_GCM("AES-256-GCM", "TLS_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"),
    CHACHA20_POLY1305(
            "ChaCha20-Poly1305", "TLS_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256");

    private final String title;
    private final String tls13;
    private final String tls12;

    Suite(String title, String tls13, String tls12) {
        this.title = title;
        this.tls13 = tls13;
        this.tls12 = tls12;
    }

    /** Return the name for tables. */
    String title() {
        return title;
    }

    /** Return the RFCs' name, which JSSE and Reprise share. */
    String rfcName(Version version) {
        return version == Version.TLS_1_3 ? tls13 : tls12;
    }
}
