package dev.reprise.tls.jsse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * Couples two SSLEngines in memory. Nothing moves by itself: a test takes single steps at either {@link End}, or lets
 * {@link #run} take them until nothing moves any more.
 */
final class EnginePair {
    private static final int MAX_STEPS = 500;
    private static final int ROOM = 1 << 15;

    final Setting setting;
    final End client;
    final End server;

    private EnginePair(Setting setting, SSLEngine clientEngine, SSLEngine serverEngine) {
        this.setting = setting;
        client = new End(clientEngine, setting.client());
        server = new End(serverEngine, setting.server());
        client.peer = server;
        server.peer = client;
    }

    /** Couple engines of new contexts; the client knows no host and no port, so that it resumes nothing. */
    static EnginePair of(Setting setting) throws GeneralSecurityException, IOException {
        return of(setting, Parties.client(setting.client()), Parties.server(setting.server()));
    }

    /** Couple engines of these contexts; the client knows no host and no port. */
    static EnginePair of(Setting setting, SSLContext client, SSLContext server) {
        return of(setting, client.createSSLEngine(), server.createSSLEngine());
    }

    /** Couple engines of these contexts; the client knows host and port, by which sessions are kept. */
    static EnginePair named(Setting setting, SSLContext client, SSLContext server) {
        return of(setting, client.createSSLEngine(Parties.NAME, 443), server.createSSLEngine());
    }

    /** Couple engines, whose modes and versions are set here. */
    static EnginePair of(Setting setting, SSLEngine client, SSLEngine server) {
        client.setUseClientMode(true);
        server.setUseClientMode(false);
        return new EnginePair(setting, setting.restrict(client), setting.restrict(server));
    }

    /** Return the ends of Reprise. */
    List<End> ours() {
        var ours = new ArrayList<End>();
        for (var end : List.of(client, server)) {
            if (end.stack == Stack.REPRISE) {
                ours.add(end);
            }
        }
        return ours;
    }

    List<End> ends() {
        return List.of(client, server);
    }

    /** Do the handshake and whatever follows it. */
    EnginePair handshake() throws SSLException {
        client.engine.beginHandshake();
        server.engine.beginHandshake();
        run();
        for (var end : ends()) {
            assertThat(end.engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
            assertThat(end.finished()).as("FINISHED in %s", end.log).isGreaterThan(0);
        }
        return this;
    }

    /** Move bytes and run tasks until nothing moves. */
    void run() throws SSLException {
        for (int i = 0; i < MAX_STEPS; i++) {
            if (!client.step() & !server.step()) {
                return;
            }
        }
        throw new AssertionError("no end after " + MAX_STEPS + " steps:\n" + client.log + "\n" + server.log);
    }

    /** Begin if need be and run, and answer what ended it; fails when nothing does. */
    SSLException runToFailure() {
        try {
            if (client.log.isEmpty() && server.log.isEmpty()) {
                client.engine.beginHandshake();
                server.engine.beginHandshake();
            }
            run();
        } catch (SSLException e) {
            return e;
        }
        throw new AssertionError("nothing failed:\n" + client.log + "\n" + server.log);
    }

    /** Send some data each way. */
    void exchange() throws SSLException {
        for (var end : ends()) {
            var result = end.wrap("hello".getBytes(UTF_8));
            assertThat(result.getStatus()).isEqualTo(Status.OK);
            assertThat(result.bytesConsumed()).isEqualTo(5);
            run();
            assertThat(end.peer.takeReceived()).isEqualTo("hello");
        }
    }

    /** Make a buffer of the setting's kind. */
    ByteBuffer buffer(int size) {
        return setting.direct() ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
    }

    /** Make a buffer of the setting's kind with this in it. */
    ByteBuffer buffer(byte[] content) {
        return buffer(content.length).put(content).flip();
    }

    /** One side. */
    final class End {
        final SSLEngine engine;
        final Stack stack;
        /** What each call answered, as {@code wrap OK NEED_UNWRAP c0 p210}. */
        final List<String> log = new ArrayList<>();
        /** What the calls answered. */
        final List<SSLEngineResult> results = new ArrayList<>();

        End peer;
        private byte[] incoming = new byte[0];
        private final StringBuilder received = new StringBuilder();

        private End(SSLEngine engine, Stack stack) {
            this.engine = engine;
            this.stack = stack;
        }

        Setting setting() {
            return setting;
        }

        /** Count the results that said FINISHED. */
        long finished() {
            return results.stream()
                    .filter(result -> result.getHandshakeStatus() == HandshakeStatus.FINISHED)
                    .count();
        }

        /** Do what the status asks for; answers false when there is nothing to do. */
        boolean step() throws SSLException {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> {
                    runTasks();
                    return true;
                }
                case NEED_WRAP -> {
                    var result = wrap();
                    return result.bytesProduced() > 0
                            || result.getHandshakeStatus() == HandshakeStatus.FINISHED
                            || result.getStatus() == Status.OK;
                }
                default -> {
                    if (incoming.length == 0 || engine.isInboundDone()) {
                        return false;
                    }
                    var result = unwrap();
                    return result.getStatus() != Status.BUFFER_UNDERFLOW
                            && (result.bytesConsumed() > 0
                                    || result.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING);
                }
            }
        }

        void runTasks() {
            for (var task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                log.add("task");
                task.run();
            }
        }

        /** Wrap nothing; what comes out is on its way to the peer. */
        SSLEngineResult wrap() throws SSLException {
            return wrap(new byte[0]);
        }

        /** Wrap data once; what comes out is on its way to the peer. */
        SSLEngineResult wrap(byte[] data) throws SSLException {
            return wrap(buffer(data));
        }

        /** Wrap data once; what comes out is on its way to the peer. */
        SSLEngineResult wrap(ByteBuffer source) throws SSLException {
            var target = buffer(ROOM);
            var result = note("wrap", engine.wrap(source, target));
            assertThat(target.position()).isEqualTo(result.bytesProduced());
            target.flip();
            peer.deliver(bytes(target));
            return result;
        }

        /** Unwrap once, with room for whatever may come. */
        SSLEngineResult unwrap() throws SSLException {
            var source = buffer(incoming);
            var target = buffer(ROOM);
            var result = note("unwrap", engine.unwrap(source, target));
            assertThat(source.position()).isEqualTo(result.bytesConsumed());
            assertThat(target.position()).isEqualTo(result.bytesProduced());
            incoming = bytes(source);
            target.flip();
            received.append(UTF_8.decode(target));
            return result;
        }

        /** Note the answer of a call that a test made itself. */
        SSLEngineResult note(String what, SSLEngineResult result) {
            if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK
                    && result.bytesConsumed() + result.bytesProduced() == 0) {
                return result; // Whoever polls while a task runs would fill the log with it.
            }
            results.add(result);
            log.add("%s %s %s c%d p%d"
                    .formatted(
                            what,
                            result.getStatus(),
                            result.getHandshakeStatus(),
                            result.bytesConsumed(),
                            result.bytesProduced()));
            return result;
        }

        /** Put bytes behind those that wait to be unwrapped. */
        void deliver(byte[] bytes) {
            var both = new byte[incoming.length + bytes.length];
            System.arraycopy(incoming, 0, both, 0, incoming.length);
            System.arraycopy(bytes, 0, both, incoming.length, bytes.length);
            incoming = both;
        }

        /** Take away what waits to be unwrapped. */
        byte[] takeIncoming() {
            var taken = incoming;
            incoming = new byte[0];
            return taken;
        }

        /** Take the application data that has come. */
        String takeReceived() {
            var taken = received.toString();
            received.setLength(0);
            return taken;
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
