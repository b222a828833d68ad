package dev.reprise.tls;

import java.io.IOException;
import java.io.OutputStream;

/** What goes to the peer, sent at once; closing it closes the connection, as with sockets. */
final class ConnectionOutput extends OutputStream {
    private final TlsConnection connection;

    ConnectionOutput(TlsConnection connection) {
        this.connection = connection;
    }

    @Override
    public void write(int value) throws IOException {
        connection.write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        connection.write(source, offset, length);
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
