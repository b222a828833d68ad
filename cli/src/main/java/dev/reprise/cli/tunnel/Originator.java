package dev.reprise.cli.tunnel;

import dev.reprise.cli.ConnectionLine;
import dev.reprise.tls.ClientConfig;
import dev.reprise.tls.TlsClient;
import dev.reprise.tls.TlsConnection;
import java.io.IOException;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/**
 * Plain in, TLS out.
 *
 * @param client how TLS is spoken, and where sessions are kept
 * @param server whom the connections go to
 * @param serverName the name to ask for and to find in the certificate
 * @param proxyOut how the server is told who the client is, null when it is not
 */
record Originator(
        ClientConfig client,
        Dial server,
        String serverName,
        @Nullable ProxyOut proxyOut) implements Route {
    @Override
    public Ends open(Socket accepted, ProxyHeader header, ConnectionLine line) throws IOException {
        line.add("to", server.target().toString());
        var socket = server.connect();
        @Nullable TlsConnection tls = null;
        try {
            tls = TlsClient.over(client, socket, serverName);
            tls.handshake();
            line.handshake(tls.info());
            if (proxyOut != null) {
                tls.output().write(proxyOut.header(header, null));
            }
            return new Ends(new Side.Plain(accepted), new Side.Tls(tls, socket));
        } catch (IOException | RuntimeException failed) {
            if (tls != null) {
                tls.close();
            }
            socket.close();
            throw failed;
        }
    }
}
