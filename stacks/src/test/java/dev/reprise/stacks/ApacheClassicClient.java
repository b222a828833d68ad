package dev.reprise.stacks;

import java.io.IOException;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/** Apache HttpClient 5, classic: a layered SSLSocket. */
final class ApacheClassicClient implements ClientStack {
    private final SSLContext context;

    ApacheClassicClient(SSLContext context) {
        this.context = context;
    }

    @Override
    public byte[][] post(int port, byte[]... bodies) throws IOException {
        var connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setTlsSocketStrategy(new DefaultClientTlsStrategy(context))
                .build();
        try (var client = HttpClients.custom()
                .disableConnectionState()
                .setConnectionManager(connections)
                .build()) {
            var answers = new byte[bodies.length][];
            for (int i = 0; i < bodies.length; i++) {
                var post = new HttpPost("https://localhost:" + port + "/echo");
                post.setEntity(new ByteArrayEntity(bodies[i], ContentType.APPLICATION_OCTET_STREAM));
                answers[i] = client.execute(post, response -> {
                    if (response.getCode() != 200) {
                        throw new IOException("answered " + response.getCode());
                    }
                    return response.getEntity() == null ? new byte[0] : EntityUtils.toByteArray(response.getEntity());
                });
            }
            return answers;
        }
    }
}
