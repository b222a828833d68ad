package dev.reprise.stacks;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http2.HttpVersionPolicy;

/** Apache HttpClient 5, asynchronous: SSLEngine in a reactor. */
final class ApacheAsyncClient implements ClientStack {
    private final SSLContext context;
    private final boolean http2;

    ApacheAsyncClient(SSLContext context, boolean http2) {
        this.context = context;
        this.http2 = http2;
    }

    @Override
    public byte[][] post(int port, byte[]... bodies) throws Exception {
        var policy = http2 ? HttpVersionPolicy.FORCE_HTTP_2 : HttpVersionPolicy.FORCE_HTTP_1;
        var connections = PoolingAsyncClientConnectionManagerBuilder.create()
                .setTlsStrategy(new DefaultClientTlsStrategy(context))
                .setDefaultTlsConfig(TlsConfig.custom().setVersionPolicy(policy).build())
                .build();
        try (var client = HttpAsyncClients.custom()
                .disableConnectionState()
                .setConnectionManager(connections)
                .build()) {
            client.start();
            var answers = new byte[bodies.length][];
            for (int i = 0; i < bodies.length; i++) {
                SimpleHttpRequest post = SimpleRequestBuilder.post("https://localhost:" + port + "/echo")
                        .setBody(bodies[i], ContentType.APPLICATION_OCTET_STREAM)
                        .build();
                var response = client.execute(post, null).get(60, TimeUnit.SECONDS);
                if (response.getCode() != 200 || response.getVersion().getMajor() != (http2 ? 2 : 1)) {
                    throw new IOException("answered " + response.getCode() + " by " + response.getVersion());
                }
                answers[i] = response.getBodyBytes() == null ? new byte[0] : response.getBodyBytes();
            }
            return answers;
        }
    }
}
