package dev.reprise.tls.internal.net;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** What carries a connection's bytes, blocking. One thread may read while another writes; any thread may close. */
public interface Transport extends Closeable {
    /** Wait for at least one byte and return how many came, -1 at the end. */
    int read(byte[] target, int offset, int length) throws IOException;

    /** Send all of these bytes. */
    void write(byte[] source, int offset, int length) throws IOException;

    /** Let reads fail with SocketTimeoutException after this many milliseconds, 0 for never, where that is possible. */
    void readTimeout(int millis) throws IOException;

    /** Tell whether {@link #shutdownInput} wakes a virtual thread that reads. */
    default boolean wakesReader() {
        return false;
    }

    /** Let reads end, also the one that a virtual thread is in, where that is possible. */
    default void shutdownInput() throws IOException {}

    /** Return how many bytes can be read without waiting, as far as is known. */
    int available() throws IOException;

    /** Tell the peer that no more bytes will come, where that is possible. */
    void shutdownOutput() throws IOException;

    /** Return the peer's address, null when there is none. */
    @Nullable
    SocketAddress remoteAddress();
}
