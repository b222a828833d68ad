package dev.reprise.tls.fleet.etcd;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks one of etcd's servers after the other until one can be reached, and gets a token where a user is given. Every call
 * ends within the timeout, however many servers there are to try. Thread-safe.
 */
final class EtcdClient implements AutoCloseable {
    private static final String AUTHENTICATE = "/v3/auth/authenticate";
    private static final int UNAUTHORIZED = 401;
    private static final int OK = 200;

    private final List<URI> servers;
    private final Duration timeout;
    private final @Nullable EtcdUser user;
    private final HttpClient http;
    private volatile int preferred;
    private volatile @Nullable String token;
    private volatile boolean closed;

    EtcdClient(EtcdTicketKeyStore.Builder settings) {
        servers = settings.servers;
        timeout = settings.timeout;
        user = settings.user;
        var builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(timeout);
        var context = settings.context;
        http = (context == null ? builder : builder.sslContext(context)).build();
    }

    /** An answer that is no success. */
    private static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;

        private final boolean tokenMayHelp;

        RefusedException(int status, String message) {
            super("etcd answers " + status + ": " + message);
            // The gateway has several words for a token that is missing, or that a restarted server does not know.
            tokenMayHelp = status == UNAUTHORIZED
                    || message.contains("invalid auth token")
                    || message.contains("user name is empty");
        }
    }

    /** Return bytes as the gateway writes them. */
    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Ask, and return the answer's object. */
    Map<String, @Nullable Object> ask(String path, String json) throws IOException {
        return JsonReader.object(withToken(path, json, BoundedBody.handler()));
    }

    /** Ask for an answer that comes in lines and has no end; the caller closes it. */
    BufferedReader follow(String path, String json) throws IOException {
        return new BufferedReader(
                new InputStreamReader(withToken(path, json, BodyHandlers.ofInputStream()), StandardCharsets.UTF_8));
    }

    private <T> T withToken(String path, String json, BodyHandler<T> handler) throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            return anywhere(path, json, handler, deadline);
        } catch (RefusedException e) {
            if (user == null || !e.tokenMayHelp) {
                throw e;
            }
            token = null;
            return anywhere(path, json, handler, deadline);
        }
    }

    private <T> T anywhere(String path, String json, BodyHandler<T> handler, long deadline) throws IOException {
        IOException failure = null;
        int first = preferred;
        for (int i = 0; i < servers.size(); i++) {
            int number = (first + i) % servers.size();
            try {
                var answer = exchange(servers.get(number), path, json, handler, deadline);
                preferred = number;
                return answer;
            } catch (ConnectException | HttpConnectTimeoutException e) {
                failure = e; // Nothing was sent, so that even a write may be tried elsewhere.
            } catch (RefusedException e) {
                throw e;
            } catch (IOException e) {
                preferred = (number + 1) % servers.size(); // For the next call: this one may have been heard.
                throw e;
            }
        }
        throw new IOException("no server of etcd can be reached: " + servers, failure);
    }

    private <T> T exchange(URI server, String path, String json, BodyHandler<T> handler, long deadline)
            throws IOException {
        if (user != null && token == null) {
            var answer =
                    JsonReader.object(send(server, AUTHENTICATE, user.json(), null, BoundedBody.handler(), deadline));
            if (!(answer.get("token") instanceof String given)) {
                throw new IOException("etcd gives no token");
            }
            token = given;
        }
        return send(server, path, json, token, handler, deadline);
    }

    private <T> T send(
            URI server, String path, String json, @Nullable String authorization, BodyHandler<T> handler, long deadline)
            throws IOException {
        if (closed) {
            throw new IOException("the etcd store is closed");
        }
        var request = HttpRequest.newBuilder(server.resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        // The request's own timeout ends with the headers; a server may as well freeze behind them.
        var sending = http.sendAsync(request.build(), handler);
        try {
            return checked(sending.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            sending.cancel(true);
            throw new IOException("etcd does not answer within " + timeout.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException("asking etcd failed", e);
        } catch (InterruptedException e) {
            sending.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for etcd");
        }
    }

    private static <T> T checked(HttpResponse<T> response) throws IOException {
        var body = response.body();
        if (response.statusCode() == OK) {
            return body;
        }
        if (body instanceof InputStream stream) {
            stream.close(); // Unread, it would keep the connection.
        }
        // The gateway's errors are an object with the same text under several names.
        var text = body instanceof String string ? string : "";
        throw new RefusedException(response.statusCode(), text.substring(0, Math.min(200, text.length())));
    }

    @Override
    public void close() {
        closed = true;
        http.shutdownNow();
    }
}
