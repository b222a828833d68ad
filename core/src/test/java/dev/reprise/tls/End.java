package dev.reprise.tls;

import dev.reprise.tls.spec.TlsException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** One end of a {@link Pair}: an engine, what it was given and what came of it. */
public final class End {
    private static final int HEADER = 5;

    final TlsEngine engine;

    /** What ended this end, or null. */
    @Nullable
    TlsException failure;

    private final Deque<byte[]> records = new ArrayDeque<>();
    private final Deque<ByteBuffer> plaintext = new ArrayDeque<>();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private byte[] outgoing = new byte[0];
    private byte[] incoming = new byte[0];
    private boolean inputClosed;

    End(TlsEngine engine) {
        this.engine = engine;
    }

    /** Return the engine. */
    public TlsEngine engine() {
        return engine;
    }

    /** Return what ended this end, or null. */
    public @Nullable TlsException failure() {
        return failure;
    }

    /** Throw what ended this end, if anything has. */
    public void throwFailure() throws TlsException {
        if (failure != null) {
            throw failure;
        }
    }

    /** Return all application data that has come. */
    public byte[] received() {
        return received.toByteArray();
    }

    /** Tell whether the peer's close_notify has come. */
    public boolean inputClosed() {
        return inputClosed;
    }

    /** Send application data with the next {@link Pair#run}. */
    public void send(byte[] data) {
        plaintext.add(ByteBuffer.wrap(data.clone()));
    }

    /** Put bytes before the engine as if the peer had sent them. */
    void arrive(byte[] source, int offset, int length) {
        int had = incoming.length;
        incoming = Arrays.copyOf(incoming, had + length);
        System.arraycopy(source, offset, incoming, had, length);
    }

    void endOfInput() {
        try {
            engine.endOfInput();
        } catch (TlsException e) {
            fail(e);
        }
    }

    /** Run tasks and take output; answer whether anything came of it. */
    boolean produce() {
        boolean moved = runTasks();
        var out = ByteBuffer.allocate(2 * TlsEngine.MAX_RECORD_BYTES);
        try {
            boolean more = true;
            while (more) {
                var data = plaintext.isEmpty() ? ByteBuffer.allocate(0) : plaintext.peek();
                out.clear();
                var status = engine.write(data, out);
                keep(out.flip());
                if (!data.hasRemaining()) {
                    plaintext.poll();
                }
                more = status == TlsEngine.Status.OK && (out.hasRemaining() || !plaintext.isEmpty());
                moved |= out.hasRemaining();
            }
        } catch (TlsException e) {
            keep(out.flip());
            moved |= fail(e);
        }
        return moved;
    }

    private void keep(ByteBuffer out) {
        int had = outgoing.length;
        outgoing = Arrays.copyOf(outgoing, had + out.remaining());
        out.get(out.position(), outgoing, had, out.remaining());
        int at = 0;
        while (outgoing.length - at >= HEADER) {
            int length = HEADER + ((outgoing[at + 3] & 0xff) << 8 | (outgoing[at + 4] & 0xff));
            if (outgoing.length - at < length) {
                break;
            }
            records.add(Arrays.copyOfRange(outgoing, at, at + length));
            at += length;
        }
        outgoing = Arrays.copyOfRange(outgoing, at, outgoing.length);
    }

    byte @Nullable [] nextRecord() {
        return records.poll();
    }

    /** Let the engine take what has arrived. */
    void consume() {
        var in = ByteBuffer.wrap(incoming);
        var plain = ByteBuffer.allocate(TlsEngine.MAX_RECORD_BYTES);
        try {
            boolean more = true;
            while (more) {
                int before = in.position();
                plain.clear();
                var status = engine.read(in, plain);
                received.write(plain.array(), 0, plain.position());
                boolean ran = runTasks();
                if (status == TlsEngine.Status.CLOSED) {
                    inputClosed = true;
                    in.position(in.limit());
                }
                more = status == TlsEngine.Status.OK && (ran || in.position() > before);
            }
        } catch (TlsException e) {
            in.position(in.limit());
            fail(e);
        }
        incoming = Arrays.copyOfRange(incoming, in.position(), incoming.length);
    }

    private boolean runTasks() {
        boolean ran = false;
        for (var task = engine.task(); task != null; task = engine.task()) {
            task.run();
            ran = true;
        }
        for (var work = engine.deferred(); work != null; work = engine.deferred()) {
            work.run();
        }
        return ran;
    }

    private boolean fail(TlsException thrown) {
        if (thrown.getCause() instanceof AssertionError asserted) {
            throw asserted; // Of a test's own code that the engine has called.
        }
        boolean first = failure == null;
        failure = first ? thrown : failure;
        return first;
    }
}
