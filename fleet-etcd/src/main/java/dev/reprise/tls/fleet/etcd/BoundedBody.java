package dev.reprise.tls.fleet.etcd;

import java.io.IOException;
import java.io.Reader;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** Collects an answer as text, and gives it up when it gets too long: a server that never ends must not fill the memory. */
final class BoundedBody implements BodySubscriber<String> {
    /** In bytes. etcd takes values of 1.5 MiB unless told otherwise, and writes them in Base64. */
    static final int MAX = 4 << 20;

    private final BodySubscriber<String> text = BodySubscribers.ofString(StandardCharsets.UTF_8);
    private @Nullable Subscription subscription;
    private long length;

    private BoundedBody() {}

    /** Collect whatever the answer's status is. */
    static BodyHandler<String> handler() {
        return response -> new BoundedBody();
    }

    /** Read a line from an answer that comes in lines; null at its end. */
    static @Nullable String line(Reader answer) throws IOException {
        var line = new StringBuilder();
        for (int c = answer.read(); c != '\n'; c = answer.read()) {
            if (c < 0) {
                return null; // Half a line says nothing.
            }
            if (line.length() == MAX) {
                throw tooLong();
            }
            line.append((char) c);
        }
        return line.toString();
    }

    private static IOException tooLong() {
        return new IOException("etcd's answer is longer than " + MAX + " bytes");
    }

    @Override
    public CompletionStage<String> getBody() {
        return text.getBody();
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        text.onSubscribe(given);
    }

    @Override
    public void onNext(List<ByteBuffer> part) {
        if (length > MAX) {
            return; // Under way when it was given up.
        }
        for (var buffer : part) {
            length += buffer.remaining();
        }
        if (length <= MAX) {
            text.onNext(part);
            return;
        }
        if (subscription != null) {
            subscription.cancel();
        }
        text.onError(tooLong());
    }

    @Override
    public void onError(Throwable failure) {
        text.onError(failure);
    }

    @Override
    public void onComplete() {
        if (length <= MAX) {
            text.onComplete();
        }
    }
}
