package dev.reprise.stacks;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.util.Headers;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLContext;
import org.xnio.Options;
import org.xnio.SslClientAuthMode;

/** Undertow with HTTP/1.1 and HTTP/2: SSLEngine by its own conduits. */
final class UndertowServer implements ServerStack {
    @Override
    public boolean http2() {
        return true;
    }

    @Override
    public Running start(SSLContext context, boolean clientCertificate) {
        var server = Undertow.builder()
                .addHttpsListener(0, "127.0.0.1", context)
                .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                .setSocketOption(
                        Options.SSL_CLIENT_AUTH_MODE,
                        clientCertificate ? SslClientAuthMode.REQUIRED : SslClientAuthMode.NOT_REQUESTED)
                .setHandler(exchange -> exchange.getRequestReceiver().receiveFullBytes((whole, body) -> {
                    whole.getResponseHeaders().put(Headers.CONTENT_LENGTH, body.length);
                    whole.getResponseSender().send(ByteBuffer.wrap(body));
                }))
                .build();
        server.start();
        var address = (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
        return new Running(address.getPort(), server::stop);
    }
}
