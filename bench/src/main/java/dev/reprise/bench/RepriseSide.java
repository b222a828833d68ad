package dev.reprise.bench;

import dev.reprise.tls.TlsEngine;
import java.nio.ByteBuffer;

/** One end of Reprise. */
final class RepriseSide implements Side {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final TlsEngine engine;

    RepriseSide(TlsEngine engine) {
        this.engine = engine;
    }

    @Override
    public void handshake(ByteBuffer in, ByteBuffer out) throws Exception {
        while (true) {
            switch (engine.want()) {
                case OUTPUT -> engine.write(NOTHING, out);
                case TASK -> runTask();
                case INPUT -> {
                    if (engine.read(in, NOTHING) == TlsEngine.Status.NEED_INPUT) {
                        return;
                    }
                }
                case NOTHING -> {
                    if (!engine.established()) {
                        engine.write(NOTHING, out); // Throws what has ended the handshake.
                    }
                    runDeferred();
                    return;
                }
            }
        }
    }

    private void runTask() {
        var task = engine.task();
        if (task != null) {
            task.run();
        }
    }

    private void runDeferred() {
        var work = engine.deferred();
        if (work != null) {
            work.run();
        }
    }

    @Override
    public boolean established() {
        return engine.established();
    }

    @Override
    public void send(ByteBuffer plain, ByteBuffer out) throws Exception {
        while (plain.hasRemaining()) {
            engine.write(plain, out);
        }
    }

    @Override
    public boolean receive(ByteBuffer in, ByteBuffer plain) throws Exception {
        int before = plain.position();
        while (plain.position() == before) {
            if (engine.read(in, plain) != TlsEngine.Status.OK) {
                return false;
            }
            runDeferred();
        }
        return true;
    }

    @Override
    public void idle(ByteBuffer in, ByteBuffer plain) throws Exception {
        engine.read(in, plain);
    }

    @Override
    public void close() {
        engine.close();
    }
}
