package dev.reprise.tls;

import java.io.IOException;
import java.io.InputStream;

/** What the peer sends; closing it closes the connection, as with sockets. */
final class ConnectionInput extends InputStream {
    private final TlsConnection connection;

    ConnectionInput(TlsConnection connection) {
        this.connection = connection;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return connection.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        return connection.read(target, offset, length);
    }

    @Override
    public int available() {
        return connection.available();
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
