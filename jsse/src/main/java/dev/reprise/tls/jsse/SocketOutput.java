package dev.reprise.tls.jsse;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/** What goes to the peer of a socket; every write is sent at once. */
final class SocketOutput extends OutputStream {
    private final RepriseSocket socket;

    SocketOutput(RepriseSocket socket) {
        this.socket = socket;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, source.length);
        if (length > 0) {
            socket.write(source, offset, length);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
