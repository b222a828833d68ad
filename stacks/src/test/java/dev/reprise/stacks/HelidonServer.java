package dev.reprise.stacks;

import io.helidon.common.tls.Tls;
import io.helidon.common.tls.TlsClientAuth;
import io.helidon.webserver.WebServer;
import java.net.InetAddress;
import javax.net.ssl.SSLContext;

/** Helidon 4: SSLSocket on virtual threads, or SSLEngine over channels. */
final class HelidonServer implements ServerStack {
    private final boolean nio;

    HelidonServer(boolean nio) {
        this.nio = nio;
    }

    @Override
    public Running start(SSLContext context, boolean clientCertificate) {
        var tls = Tls.builder()
                .sslContext(context)
                .clientAuth(clientCertificate ? TlsClientAuth.REQUIRED : TlsClientAuth.NONE)
                .build();
        var server = WebServer.builder()
                .address(InetAddress.getLoopbackAddress())
                .port(0)
                .useNio(nio)
                .tls(tls)
                .shutdownHook(false)
                .routing(routing -> routing.post(
                        "/echo",
                        (request, response) -> response.send(
                                request.content().hasEntity()
                                        ? request.content().as(byte[].class)
                                        : new byte[0])))
                .build()
                .start();
        return new Running(server.port(), server::stop);
    }
}
