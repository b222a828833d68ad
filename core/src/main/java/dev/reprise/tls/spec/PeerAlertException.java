package dev.reprise.tls.spec;

/** Tell that the peer aborted the connection with an alert. */
public final class PeerAlertException extends TlsException {
    private static final long serialVersionUID = 1L;

    private final int code;

    /** Make an exception for the peer's alert with this code point. */
    public PeerAlertException(int code) {
        super("the peer sent the alert " + AlertDescription.nameOf(code), null);
        this.code = code;
    }

    /** Return the alert's code point, 0 to 255; it may be one that {@link AlertDescription} does not name. */
    public int code() {
        return code;
    }
}
