package dev.reprise.tls.internal.net;

import dev.reprise.tls.spec.ByteSink;
import dev.reprise.tls.spec.ByteSource;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * Two functions of the user's that carry bytes. Nothing wakes one that waits, so a connection that is closing does not ask
 * for more; what is behind them is the user's to close.
 */
public final class CallbackTransport implements Transport {
    private final ByteSource source;
    private final ByteSink sink;
    private volatile boolean ended;

    /** Carry a connection by two functions. */
    public CallbackTransport(ByteSource source, ByteSink sink) {
        this.source = source;
        this.sink = sink;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (ended) {
            return -1;
        }
        int count = source.read(target, offset, length);
        if (count == 0 || count < -1 || count > length) {
            throw new IOException("the source returned " + count + " for " + length + " bytes; legal are 1 to " + length
                    + ", and -1 at the end");
        }
        return count;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (ended) {
            throw new SocketException("the connection is closed");
        }
        sink.write(bytes, offset, length);
    }

    @Override
    public void readTimeout(int millis) {}

    @Override
    public int available() {
        return 0;
    }

    @Override
    public void shutdownOutput() {
        ended = true;
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        return null;
    }

    @Override
    public void close() {
        ended = true;
    }
}
