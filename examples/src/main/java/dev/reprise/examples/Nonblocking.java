package dev.reprise.examples;

import dev.reprise.tls.TlsEngine;
import dev.reprise.tls.TlsEngine.Status;
import dev.reprise.tls.TlsEngine.Want;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;

/**
 * TLS over a non-blocking channel in libtls's manner: each call does what it can and returns a count, or says what to wait
 * for. After {@link #WANT_READ} or {@link #WANT_WRITE} wait until the channel is readable or writable, by a selector or
 * otherwise, and make the same call again with the same buffer.
 *
 * <pre>{@code
 * var tls = new Nonblocking(channel, config.engine());            // or clientConfig.engine(host, port)
 * int result = tls.read(buffer);
 * switch (result) {
 *     case Nonblocking.WANT_READ -> key.interestOps(SelectionKey.OP_READ);
 *     case Nonblocking.WANT_WRITE -> key.interestOps(SelectionKey.OP_WRITE);
 *     case Nonblocking.END -> close();
 *     default -> received(buffer.flip());                         // result bytes
 * }
 * }</pre>
 *
 * <p>For one thread at a time. The public-key work of a handshake is done where it comes up, a millisecond or so; where that
 * is too long for the selector's thread, hand what {@link TlsEngine#task} answers to an executor in {@link #runTasks}.
 */
public final class Nonblocking implements AutoCloseable {
    /** Nothing is left to do. */
    public static final int DONE = 0;
    /** The peer has closed its direction: what came before is all. */
    public static final int END = -1;
    /** Wait until the channel is readable (libtls's {@code TLS_WANT_POLLIN}). */
    public static final int WANT_READ = -2;
    /** Wait until the channel is writable (libtls's {@code TLS_WANT_POLLOUT}). */
    public static final int WANT_WRITE = -3;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SocketChannel channel;
    private final TlsEngine engine;
    /** What came and is not read yet; between calls ready to be filled. */
    private final ByteBuffer incoming = ByteBuffer.allocate(TlsEngine.MAX_RECORD_BYTES);
    /** What is to be sent; between calls ready to be sent from. */
    private final ByteBuffer outgoing =
            ByteBuffer.allocate(TlsEngine.MAX_RECORD_BYTES).limit(0);
    /** How much of the caller's data is sealed in outgoing and not acknowledged to the caller yet. */
    private int sealed;

    /** Take over a connected channel in non-blocking mode, and a fresh engine. */
    public Nonblocking(SocketChannel channel, TlsEngine engine) {
        this.channel = channel;
        this.engine = engine;
    }

    /** Return the engine, for {@link TlsEngine#info} and the like. */
    public TlsEngine engine() {
        return engine;
    }

    /** Do the handshake; {@link #read} and {@link #write} do it, too. Returns DONE, WANT_READ or WANT_WRITE. */
    public int handshake() throws IOException {
        while (!engine.established()) {
            runTasks();
            if (!sent()) {
                return WANT_WRITE;
            }
            if (engine.want() == Want.INPUT || engine.want() == Want.NOTHING) {
                var status = open(NOTHING);
                if (status == Status.CLOSED) {
                    throw new IOException("the peer closed the connection during the handshake");
                }
                if (status == Status.NEED_INPUT && !received()) {
                    return WANT_READ;
                }
            }
        }
        runTasks();
        return sent() ? DONE : WANT_WRITE;
    }

    /** Read what there is; returns how many bytes, END, WANT_READ or WANT_WRITE. The buffer must have room. */
    public int read(ByteBuffer data) throws IOException {
        int handshake = handshake();
        if (handshake != DONE && !engine.established()) {
            return handshake;
        }
        while (true) {
            int before = data.position();
            var status = open(data);
            if (data.position() > before || status == Status.NEED_ROOM) {
                return data.position() - before;
            }
            if (status == Status.CLOSED) {
                return END;
            }
            if (status == Status.NEED_INPUT && !received()) {
                return WANT_READ;
            }
        }
    }

    /**
     * Write a part of the data, one record at most; returns how many bytes were sent, WANT_READ or WANT_WRITE. Until then the
     * buffer stands where it stood.
     */
    public int write(ByteBuffer data) throws IOException {
        int handshake = handshake(); // sends what is left from before, too
        if (handshake != DONE) {
            return handshake;
        }
        if (sealed == 0) {
            var view = data.duplicate();
            var status = engine.write(view, outgoing.clear());
            outgoing.flip();
            if (status == Status.CLOSED) {
                throw new ClosedChannelException();
            }
            sealed = view.position() - data.position();
        }
        if (!sent()) {
            return WANT_WRITE;
        }
        int count = sealed;
        sealed = 0;
        data.position(data.position() + count);
        return count;
    }

    /** Tell the peer that no more comes; reading goes on. Returns DONE or WANT_WRITE. */
    public int closeOutput() throws IOException {
        engine.closeOutput();
        return sent() ? DONE : WANT_WRITE;
    }

    /** Close everything at once; who wants the peer to have all, calls {@link #closeOutput} until it is DONE, before. */
    @Override
    public void close() throws IOException {
        try (channel) {
            runTasks();
            engine.close();
            sent();
        }
    }

    /** Open the next record of what came. */
    private Status open(ByteBuffer data) throws IOException {
        try {
            return engine.read(incoming.flip(), data);
        } catch (IOException e) {
            tellWhy(e);
            throw e;
        } finally {
            incoming.compact();
            runTasks();
        }
    }

    /** Send the alert that tells the peer what was wrong, as far as it goes out at once. */
    private void tellWhy(IOException failure) {
        try {
            sent();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** Take bytes off the channel; tells whether any came. */
    private boolean received() throws IOException {
        int count = channel.read(incoming);
        if (count < 0) {
            engine.endOfInput(); // throws: without the peer's word, it is no end but a cut
        }
        return count != 0;
    }

    /** Send what the engine has to say; tells whether all is out. */
    private boolean sent() throws IOException {
        while (outgoing.hasRemaining() || engine.want() == Want.OUTPUT) {
            if (!outgoing.hasRemaining()) {
                engine.write(NOTHING, outgoing.clear());
                outgoing.flip();
            }
            if (outgoing.hasRemaining() && channel.write(outgoing) == 0) {
                return false;
            }
        }
        return true;
    }

    private void runTasks() {
        for (var task = engine.task(); task != null; task = engine.task()) {
            task.run();
        }
        for (var work = engine.deferred(); work != null; work = engine.deferred()) {
            work.run(); // sessions go to the store; with one that is slow, also a matter for an executor
        }
    }
}
