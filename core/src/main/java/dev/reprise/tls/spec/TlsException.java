package dev.reprise.tls.spec;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Tell that a connection cannot go on; nothing else leaves Reprise for bad input from a peer. */
public abstract sealed class TlsException extends IOException
        permits ProtocolException, PeerAlertException, TruncatedException {
    private static final long serialVersionUID = 1L;

    TlsException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
