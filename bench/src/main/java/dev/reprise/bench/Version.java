package dev.reprise.bench;

/** The protocol versions that are measured. */
enum Version {
    TLS_1_2("TLSv1.2", "TLS 1.2"),
    TLS_1_3("TLSv1.3", "TLS 1.3");

    private final String jsse;
    private final String title;

    Version(String jsse, String title) {
        this.jsse = jsse;
        this.title = title;
    }

    /** Return JSSE's name. */
    String jsse() {
        return jsse;
    }

    /** Return the name for tables. */
    String title() {
        return title;
    }
}
