package dev.reprise.tls.internal.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/** A pair of blocking channels, which may be one and the same; they know no timeouts. */
public final class ChannelTransport implements Transport {
    private final ReadableByteChannel input;
    private final WritableByteChannel output;

    private ChannelTransport(ReadableByteChannel input, WritableByteChannel output) {
        this.input = input;
        this.output = output;
    }

    /**
     * Carry a connection over channels; one socket channel for both directions gets the socket's timeouts.
     *
     * @throws IllegalBlockingModeException when one of them is not blocking
     */
    public static Transport of(ReadableByteChannel input, WritableByteChannel output) throws IOException {
        requireBlocking(input);
        requireBlocking(output);
        // A socket channel of another family, as of Unix domain sockets, has no socket.
        if (input.equals(output)
                && input instanceof SocketChannel channel
                && channel.getRemoteAddress() instanceof InetSocketAddress) {
            return new SocketTransport(channel.socket());
        }
        return new ChannelTransport(input, output);
    }

    private static void requireBlocking(Object channel) {
        if (channel instanceof SelectableChannel selectable && !selectable.isBlocking()) {
            throw new IllegalBlockingModeException();
        }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = input.read(ByteBuffer.wrap(target, offset, length));
        if (count == 0) {
            throw new IllegalBlockingModeException();
        }
        return count;
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        var bytes = ByteBuffer.wrap(source, offset, length);
        while (bytes.hasRemaining()) {
            if (output.write(bytes) == 0) {
                throw new IllegalBlockingModeException();
            }
        }
    }

    @Override
    public void readTimeout(int millis) {}

    @Override
    public int available() {
        return 0;
    }

    @Override
    public void shutdownOutput() throws IOException {
        if (output instanceof SocketChannel channel) {
            channel.shutdownOutput();
        } else if (!output.equals(input)) {
            output.close();
        }
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        try {
            return input instanceof SocketChannel channel ? channel.getRemoteAddress() : null;
        } catch (IOException e) {
            return null; // It is closed.
        }
    }

    @Override
    public void close() throws IOException {
        try (input) {
            output.close();
        }
    }
}
