package dev.reprise.stacks;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;

/** OkHttp 5: a layered SSLSocket, ALPN by SSLParameters. */
final class OkHttpClientStack implements ClientStack {
    private final SSLContext context;
    private final Protocol http;

    OkHttpClientStack(SSLContext context, Protocol http) {
        this.context = context;
        this.http = http;
    }

    @Override
    public byte[][] post(int port, byte[]... bodies) throws IOException {
        var pool = new ConnectionPool(1, 1, TimeUnit.MINUTES);
        var client = new OkHttpClient.Builder()
                .sslSocketFactory(
                        context.getSocketFactory(), (X509TrustManager) Pki.RUN.trust()[0])
                .connectionPool(pool)
                .protocols(http == Protocol.HTTP_2 ? List.of(Protocol.HTTP_2, Protocol.HTTP_1_1) : List.of(http))
                .build();
        try {
            var answers = new byte[bodies.length][];
            for (int i = 0; i < bodies.length; i++) {
                var request = new Request.Builder()
                        .url("https://localhost:" + port + "/echo")
                        .post(RequestBody.create(bodies[i]))
                        .build();
                try (var response = client.newCall(request).execute()) {
                    if (response.code() != 200 || response.protocol() != http) {
                        throw new IOException("answered " + response.code() + " by " + response.protocol());
                    }
                    answers[i] = response.body().bytes();
                }
            }
            return answers;
        } finally {
            pool.evictAll();
            client.dispatcher().executorService().shutdown();
        }
    }
}
