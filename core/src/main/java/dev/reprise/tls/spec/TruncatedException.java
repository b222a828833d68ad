package dev.reprise.tls.spec;

import org.jspecify.annotations.Nullable;

/** Tell that the peer's data ended without close_notify (RFC 9846 section 6.1): it may have been cut short. */
public final class TruncatedException extends TlsException {
    private static final long serialVersionUID = 1L;

    /** Make an exception that says where the data ended. */
    public TruncatedException(String message) {
        this(message, null);
    }

    /** Make an exception that some other exception led to, or told first. */
    public TruncatedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
