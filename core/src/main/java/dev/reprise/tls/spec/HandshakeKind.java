package dev.reprise.tls.spec;

/** Tell how a connection was established. */
public enum HandshakeKind {
    /** Certificates and all. */
    FULL(false),
    /** Full, after a HelloRetryRequest. */
    FULL_WITH_RETRY(false),
    /** From an earlier session. */
    RESUMED(true),
    /** From an earlier session, after a HelloRetryRequest. */
    RESUMED_WITH_RETRY(true);

    private final boolean resumed;

    HandshakeKind(boolean resumed) {
        this.resumed = resumed;
    }

    /** Tell whether an earlier session was resumed. */
    public boolean resumed() {
        return resumed;
    }

    /** Return the kind for these two facts. */
    public static HandshakeKind of(boolean resumed, boolean retried) {
        if (resumed) {
            return retried ? RESUMED_WITH_RETRY : RESUMED;
        }
        return retried ? FULL_WITH_RETRY : FULL;
    }
}
