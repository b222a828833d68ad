package dev.reprise.cli.tunnel;

import dev.reprise.cli.ConnectionLine;
import dev.reprise.tls.ServerConfig;
import dev.reprise.tls.TlsConnection;
import dev.reprise.tls.TlsServer;
import java.io.IOException;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/**
 * TLS in, plain out.
 *
 * @param config how TLS is served
 * @param backend whom the plain connections go to
 * @param proxyOut how the backend is told who the client is, null when it is not
 */
record Terminator(
        ServerConfig config, Dial backend, @Nullable ProxyOut proxyOut) implements Route {
    /** The backend hears of a client only when its handshake is done. */
    @Override
    public Ends open(Socket accepted, ProxyHeader client, ConnectionLine line) throws IOException {
        var tls = TlsServer.over(config, accepted);
        tls.handshake();
        line.handshake(tls.info());
        line.add("to", backend.target().toString());
        try {
            return new Ends(new Side.Tls(tls, accepted), new Side.Plain(dial(client, tls)));
        } catch (IOException unreachable) {
            tls.close(); // With close_notify, so that the client knows that nothing more was to come.
            throw unreachable;
        }
    }

    private Socket dial(ProxyHeader client, TlsConnection tls) throws IOException {
        var socket = backend.connect();
        try {
            if (proxyOut != null) {
                socket.getOutputStream().write(proxyOut.header(client, tls.info()));
            }
            return socket;
        } catch (IOException gone) {
            socket.close();
            throw gone;
        }
    }
}
