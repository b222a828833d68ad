package dev.reprise.bench;

import io.netty.util.ReferenceCounted;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** One end of a JSSE implementation. */
final class JsseSide implements Side {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SSLEngine engine;
    private final ByteBuffer spare;
    private boolean begun;

    JsseSide(SSLEngine engine, ByteBuffer spare) {
        this.engine = engine;
        this.spare = spare;
    }

    @Override
    public void handshake(ByteBuffer in, ByteBuffer out) throws SSLException {
        if (!begun) {
            begun = true;
            engine.beginHandshake();
        }
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_WRAP -> engine.wrap(NOTHING, out);
                case NEED_TASK -> runTasks();
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (engine.unwrap(in, spare.clear()).getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
                        return;
                    }
                }
                case NOT_HANDSHAKING, FINISHED -> {
                    return;
                }
            }
        }
    }

    private void runTasks() {
        for (var task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    @Override
    public boolean established() {
        return begun && engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
    }

    @Override
    public void send(ByteBuffer plain, ByteBuffer out) throws SSLException {
        while (plain.hasRemaining()) {
            engine.wrap(plain, out);
        }
    }

    @Override
    public boolean receive(ByteBuffer in, ByteBuffer plain) throws SSLException {
        int before = plain.position();
        while (plain.position() == before) {
            var result = engine.unwrap(in, plain);
            if (result.getStatus() != SSLEngineResult.Status.OK) {
                return false;
            }
            if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
                runTasks();
            }
        }
        return true;
    }

    @Override
    public void idle(ByteBuffer in, ByteBuffer plain) throws SSLException {
        engine.unwrap(in, plain);
    }

    @Override
    public void close() {
        engine.closeOutbound();
        if (engine instanceof ReferenceCounted counted) {
            counted.release();
            return;
        }
        try {
            engine.closeInbound();
        } catch (SSLException e) {
            return; // Nobody waits for the peer's close_notify.
        }
    }
}
