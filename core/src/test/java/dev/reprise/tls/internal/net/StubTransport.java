package dev.reprise.tls.internal.net;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A transport that is no socket: it knows no timeouts, no address and no half-close, and nothing is there without waiting. */
public abstract class StubTransport implements Transport {
    @Override
    public void readTimeout(int millis) {}

    @Override
    public int available() {
        return 0;
    }

    @Override
    public void shutdownOutput() {}

    @Override
    public @Nullable SocketAddress remoteAddress() {
        return null;
    }
}
