package dev.reprise.tls.jsse;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** What the peer of a socket sends. */
final class SocketInput extends InputStream {
    private final RepriseSocket socket;

    SocketInput(RepriseSocket socket) {
        this.socket = socket;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        return length == 0 ? 0 : socket.read(target, offset, length);
    }

    /** Count the bytes that are decrypted already. */
    @Override
    public int available() {
        return socket.available();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
