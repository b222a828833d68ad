package dev.reprise.cli.tunnel;

import dev.reprise.tls.TlsConnection;
import dev.reprise.tls.spec.TlsException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/** One of the two connections of a link. One thread may read while another writes; any may abort. */
sealed interface Side extends Closeable {
    /** Return what the peer sends. */
    InputStream input() throws IOException;

    /** Return what goes to the peer. */
    OutputStream output() throws IOException;

    /** Tell the peer that no more comes; reading goes on. */
    void closeOutput() throws IOException;

    /** Cut the connection so that the peer takes what it has read for incomplete; wakes who waits in it. */
    void abort();

    /**
     * End the connection after a failure of one of the two. As {@link #abort}, except that TLS which has failed itself has
     * told the peer why: a reset could overtake that alert, so it is closed (RFC 9846 section 6.2). That may wait for the peer.
     */
    default void fail(Exception failure) {
        abort();
    }

    /** A socket without TLS. */
    record Plain(Socket socket) implements Side {
        @Override
        public InputStream input() throws IOException {
            return socket.getInputStream();
        }

        @Override
        public OutputStream output() throws IOException {
            return socket.getOutputStream();
        }

        @Override
        public void closeOutput() throws IOException {
            socket.shutdownOutput();
        }

        @Override
        public void abort() {
            reset(socket);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** TLS over a socket. */
    record Tls(TlsConnection connection, Socket socket) implements Side {
        @Override
        public InputStream input() {
            return connection.input();
        }

        @Override
        public OutputStream output() {
            return connection.output();
        }

        @Override
        public void closeOutput() throws IOException {
            connection.closeOutput();
        }

        @Override
        public void abort() {
            reset(socket);
        }

        @Override
        public void fail(Exception failure) {
            if (!(failure instanceof TlsException)) {
                abort();
                return;
            }
            try {
                connection.close(); // Also sends the alert if a writer was in its way, and ends that writer.
            } catch (IOException gone) {
                abort();
            }
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }
    }

    /** Close a socket by a reset: an end without close_notify, or in plain TCP one that is no FIN, is no end of the data. */
    static void reset(Socket socket) {
        try (socket) {
            socket.setSoLinger(true, 0);
        } catch (IOException gone) {
            return; // It is closed already.
        }
    }
}
