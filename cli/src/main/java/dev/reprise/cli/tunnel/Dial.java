package dev.reprise.cli.tunnel;

import dev.reprise.cli.Failure;
import dev.reprise.cli.HostPort;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Connect to one place, one of its addresses after the other.
 *
 * @param target the place
 * @param timeout for each address
 */
record Dial(HostPort target, Duration timeout) {
    /**
     * Connect.
     *
     * @throws IOException when no address answers: says the place, and what the last address ended with
     */
    Socket connect() throws IOException {
        @Nullable IOException last = null;
        for (var address : addresses()) {
            var socket = new Socket();
            try {
                prepare(socket);
                socket.connect(new InetSocketAddress(address, target.port()), (int) Math.max(1, timeout.toMillis()));
                return socket;
            } catch (IOException refused) {
                socket.close();
                last = refused;
            }
        }
        throw new ConnectException(
                "cannot connect to " + target + ": " + (last == null ? "no address" : Failure.describe(last)));
    }

    private InetAddress[] addresses() throws IOException {
        try {
            return InetAddress.getAllByName(target.host());
        } catch (UnknownHostException unknown) {
            throw new UnknownHostException("no address for '" + target.host() + "'");
        }
    }

    /** Send small writes at once, and find out in the end when a silent peer is gone. */
    static void prepare(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setKeepAlive(true);
    }
}
