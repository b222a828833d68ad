package dev.reprise.cli;

import dev.reprise.tls.TlsConnection;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Copy standard input to a peer and the peer's answer to standard output, both at once.
 *
 * <p>When the input ends, close_notify ends our direction, and reading goes on until the peer ends its own or nothing
 * has come for two seconds, so that late answers and tickets arrive. When the peer ends first, all is over: waiting for
 * more input would keep a user at a dead prompt. The caller's thread reads the peer; one daemon thread reads the input,
 * so that a blocked read of standard input never keeps the process.
 */
final class Relay {
    private static final int BUFFER = 16 * 1024;
    private static final Duration LINGER = Duration.ofSeconds(2);

    private final TlsConnection connection;
    private final Streams streams;
    private volatile long lastHeard = System.nanoTime();
    private volatile boolean lingered;
    private volatile @Nullable IOException uploadFailure;

    Relay(TlsConnection connection, Streams streams) {
        this.connection = connection;
        this.streams = streams;
    }

    /** Copy until both directions are done. */
    void run() throws IOException {
        var upload = Thread.ofPlatform().daemon().name("standard input").start(this::upload);
        try {
            download();
        } catch (IOException failure) {
            if (lingered) {
                return;
            }
            // The peer's alert, if it sent one, says more than our broken pipe.
            var earlier = uploadFailure;
            if (earlier != null) {
                failure.addSuppressed(earlier);
            }
            throw failure;
        } finally {
            upload.interrupt();
        }
        var failure = uploadFailure;
        if (failure != null) {
            throw failure;
        }
    }

    private void download() throws IOException {
        var input = connection.input();
        var buffer = new byte[BUFFER];
        for (int count; (count = input.read(buffer)) >= 0; ) {
            lastHeard = System.nanoTime();
            streams.out().write(buffer, 0, count);
            streams.out().flush();
            if (streams.out().checkError()) {
                throw new IOException("cannot write to standard output");
            }
        }
    }

    private void upload() {
        var output = connection.output();
        var buffer = new byte[BUFFER];
        try {
            for (int count; (count = streams.in().read(buffer)) >= 0; ) {
                output.write(buffer, 0, count);
            }
            connection.closeOutput();
        } catch (IOException failure) {
            uploadFailure = failure;
        }
        try {
            linger();
        } catch (IOException unclosed) {
            // The process is about to end, and the socket with it.
        } catch (InterruptedException readerIsDone) {
            Thread.currentThread().interrupt();
        }
    }

    /** Close the connection under the reader once nothing has come for the time of grace. */
    private void linger() throws IOException, InterruptedException {
        long inputEnded = System.nanoTime();
        for (; ; ) {
            long quiet = System.nanoTime() - Math.max(inputEnded, lastHeard);
            if (quiet >= LINGER.toNanos()) {
                lingered = true;
                connection.close();
                return;
            }
            Thread.sleep(Duration.ofNanos(LINGER.toNanos() - quiet));
        }
    }
}
