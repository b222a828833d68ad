package dev.reprise.tls.spec;

import org.jspecify.annotations.Nullable;

/** Tell that Reprise aborted the connection, and why. */
public final class ProtocolException extends TlsException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Make an exception for {@code reason}; {@code message} says what was seen and what was expected, no secrets. */
    public ProtocolException(Reason reason, String message) {
        this(reason, message, null);
    }

    /** Make an exception for {@code reason} that some other exception led to. */
    public ProtocolException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Return the named reason. */
    public Reason reason() {
        return reason;
    }

    /** Return the alert that the peer gets. */
    public AlertDescription alert() {
        return reason.alert();
    }
}
