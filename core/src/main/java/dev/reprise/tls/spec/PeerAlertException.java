package dev.reprise.tls.spec;

import org.jspecify.annotations.Nullable;

/** Tell that the peer aborted the connection with an alert. */
public final class PeerAlertException extends TlsException {
    private static final long serialVersionUID = 1L;

    private final int code;

    /** Make an exception for the peer's alert with this code point. */
    public PeerAlertException(int code) {
        this(code, null);
    }

    /** Make an exception for the peer's alert that some other exception led to, or told first. */
    public PeerAlertException(int code, @Nullable Throwable cause) {
        this(code, "the peer sent the alert " + AlertDescription.nameOf(code), cause);
    }

    /** Make an exception for the peer's alert in words of the caller's. */
    public PeerAlertException(int code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** Return the alert's code point, 0 to 255; it may be one that {@link AlertDescription} does not name. */
    public int code() {
        return code;
    }
}
