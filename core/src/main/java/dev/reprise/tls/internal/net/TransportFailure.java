package dev.reprise.tls.internal.net;

import java.io.IOException;
import java.net.SocketException;

/** What a transport has thrown, told with what else is known. */
public final class TransportFailure {
    private TransportFailure() {}

    /** Return an exception of the same kind, caused by the failure, whose message ends in the hint. */
    public static IOException with(IOException failure, String hint) {
        var text = failure.getMessage() + hint;
        var told = failure instanceof SocketException ? new SocketException(text) : new IOException(text);
        told.initCause(failure);
        return told;
    }
}
