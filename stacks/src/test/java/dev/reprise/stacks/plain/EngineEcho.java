package dev.reprise.stacks.plain;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;

/** Echo over SSLEngines on blocking SocketChannels; says whose engines they were. */
public final class EngineEcho {
    private EngineEcho() {}

    /** Run it. */
    public static void main(String[] arguments) throws Exception {
        var context = SSLContext.getDefault();
        try (var listening =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            int port = ((InetSocketAddress) listening.getLocalAddress()).getPort();
            var server = Thread.startVirtualThread(() -> serve(listening));
            for (int i = 0; i < 2; i++) {
                var engine = context.createSSLEngine("localhost", port);
                engine.setUseClientMode(true);
                try (var link = new Link(engine, SocketChannel.open(listening.getLocalAddress()))) {
                    link.send("hello".getBytes());
                    System.out.println(new String(link.receive(5)) + " by "
                            + engine.getClass().getName() + " of "
                            + context.getProvider().getName() + ", "
                            + engine.getSession().getProtocol());
                }
            }
            server.join();
        }
    }

    private static void serve(ServerSocketChannel listening) {
        try {
            for (int i = 0; i < 2; i++) {
                var engine = SSLContext.getDefault().createSSLEngine();
                engine.setUseClientMode(false);
                try (var link = new Link(engine, listening.accept())) {
                    link.send(link.receive(5));
                }
            }
        } catch (IOException | GeneralSecurityException e) {
            e.printStackTrace(System.out);
        }
    }

    /** The usual loop around an engine. */
    private static final class Link implements AutoCloseable {
        private final SSLEngine engine;
        private final SocketChannel channel;
        private final ByteBuffer incoming;
        private final ByteBuffer outgoing;
        private final ByteBuffer plaintext;

        Link(SSLEngine engine, SocketChannel channel) throws IOException {
            this.engine = engine;
            this.channel = channel;
            var session = engine.getSession();
            incoming = ByteBuffer.allocate(session.getPacketBufferSize());
            outgoing = ByteBuffer.allocate(session.getPacketBufferSize());
            plaintext = ByteBuffer.allocate(session.getApplicationBufferSize());
            engine.beginHandshake();
            while (engine.getHandshakeStatus() != SSLEngineResult.HandshakeStatus.NOT_HANDSHAKING) {
                switch (engine.getHandshakeStatus()) {
                    case NEED_WRAP -> wrap(ByteBuffer.allocate(0));
                    case NEED_TASK -> {
                        for (var task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                            task.run();
                        }
                    }
                    default -> unwrap();
                }
            }
        }

        private void wrap(ByteBuffer data) throws IOException {
            engine.wrap(data, outgoing.clear());
            outgoing.flip();
            while (outgoing.hasRemaining()) {
                channel.write(outgoing);
            }
        }

        private void unwrap() throws IOException {
            for (; ; ) {
                incoming.flip();
                var result = engine.unwrap(incoming, plaintext);
                incoming.compact();
                if (result.getStatus() != SSLEngineResult.Status.BUFFER_UNDERFLOW) {
                    return;
                }
                if (channel.read(incoming) < 0) {
                    throw new EOFException();
                }
            }
        }

        void send(byte[] data) throws IOException {
            wrap(ByteBuffer.wrap(data));
        }

        byte[] receive(int length) throws IOException {
            while (plaintext.position() < length) {
                unwrap();
            }
            var data = new byte[length];
            plaintext.flip().get(data);
            plaintext.compact();
            return data;
        }

        @Override
        public void close() throws IOException {
            engine.closeOutbound();
            wrap(ByteBuffer.allocate(0));
            channel.close();
        }
    }
}
