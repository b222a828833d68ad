package dev.reprise.tls.jsse;

import dev.reprise.tls.spec.ConnectionInfo;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.TlsException;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Tells each handshake in one line when {@code javax.net.debug} asks for it: to the System.Logger {@code dev.reprise.tls.jsse},
 * and nothing that is secret, such as SunJSSE's dumps hold.
 */
final class HandshakeLog {
    private static final System.Logger LOG = System.getLogger("dev.reprise.tls.jsse");

    private HandshakeLog() {}

    static void done(boolean client, @Nullable String host, int port, ConnectionInfo info) {
        var line = new StringBuilder(who(client, host, port))
                .append(": ")
                .append(info.version().displayName())
                .append(", ")
                .append(info.cipherSuite())
                .append(", ")
                .append(info.group().map(NamedGroup::toString).orElse("no key exchange"))
                .append(", ")
                .append(info.handshakeKind())
                .append(", application protocol ")
                .append(info.alpn().orElse("none"));
        info.ticketRefusal()
                .ifPresent(reason -> line.append(", ticket refused: ").append(reason));
        info.notOffered()
                .ifPresent(reason -> line.append(", no session offered: ").append(reason));
        LOG.log(Level.INFO, line.toString());
    }

    static void failed(boolean client, @Nullable String host, int port, TlsException reason) {
        LOG.log(Level.INFO, who(client, host, port) + " failed: " + reason.getMessage());
    }

    private static String who(boolean client, @Nullable String host, int port) {
        var peer = host == null ? "an unnamed peer" : host + ":" + port;
        return client ? "handshake with server " + peer : "handshake with client " + peer;
    }
}
