package dev.reprise.tls.hostile;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Holds many connections to a server that say little or nothing, in one thread: those that are silent, those that stop
 * inside a record's header or body, and those that send a byte from time to time. Counts those the server has closed.
 */
final class SlowPeers implements AutoCloseable {
    private static final int KINDS = 4;
    private static final int ALERT = 21;

    /** One connection. */
    private static final class Peer {
        final byte[] drops;
        int sent;
        boolean alerted;

        Peer(byte[] drops, int sent) {
            this.drops = drops;
            this.sent = sent;
        }
    }

    private final Selector selector = Selector.open();
    private final List<SocketChannel> channels = new ArrayList<>();
    private final long nanosBetweenBytes;
    private final AtomicInteger closed = new AtomicInteger();
    private final AtomicInteger alerted = new AtomicInteger();
    private final Thread thread = new Thread(this::run, "slow peers");

    /**
     * Connect.
     *
     * @param hello a ClientHello record, for those that begin one
     * @param nanosBetweenBytes the pace of those that go on sending
     */
    SlowPeers(InetSocketAddress server, int count, byte[] hello, long nanosBetweenBytes) throws IOException {
        this.nanosBetweenBytes = nanosBetweenBytes;
        var stalled = new byte[5 + 8_192];
        System.arraycopy(new byte[] {22, 3, 1, 0x40, 0, 1, 0, 0x3f, (byte) 0xfc}, 0, stalled, 0, 9);
        for (int i = 0; i < count; i++) {
            var channel = SocketChannel.open(server);
            channels.add(channel);
            var peer = switch (i % KINDS) {
                case 0 -> new Peer(new byte[0], 0);
                case 1 -> send(channel, hello, 3);
                case 2 -> send(channel, stalled, stalled.length);
                default -> new Peer(hello, 0);
            };
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, i % KINDS == 3 ? peer : new Peer(new byte[0], 0));
        }
        thread.start();
    }

    private static Peer send(SocketChannel channel, byte[] bytes, int count) throws IOException {
        for (var data = ByteBuffer.wrap(bytes, 0, count); data.hasRemaining(); ) {
            channel.write(data);
        }
        return new Peer(new byte[0], 0);
    }

    /** Return how many the server has closed. */
    int closed() {
        return closed.get();
    }

    /** Return how many of them got an alert before. */
    int alerted() {
        return alerted.get();
    }

    private void run() {
        var buffer = ByteBuffer.allocate(256);
        long nextByte = System.nanoTime();
        try {
            while (selector.isOpen()) {
                selector.select(Math.max(1, (nextByte - System.nanoTime()) / 1_000_000));
                for (var key : selector.selectedKeys()) {
                    read(key, buffer.clear());
                }
                selector.selectedKeys().clear();
                if (System.nanoTime() - nextByte >= 0) {
                    nextByte += nanosBetweenBytes;
                    drip();
                }
            }
        } catch (IOException | ClosedSelectorException e) {
            // closed
        }
    }

    private void read(SelectionKey key, ByteBuffer buffer) throws IOException {
        var peer = (Peer) key.attachment();
        int count;
        try {
            count = ((SocketChannel) key.channel()).read(buffer);
        } catch (IOException e) {
            count = -1; // a reset is an end, too
        }
        if (count > 0 && buffer.get(0) == ALERT && !peer.alerted) {
            peer.alerted = true;
            alerted.incrementAndGet();
        }
        if (count < 0) {
            key.channel().close();
            closed.incrementAndGet();
        }
    }

    private void drip() {
        for (var key : selector.keys()) {
            var peer = (Peer) key.attachment();
            if (key.isValid() && peer.sent < peer.drops.length) {
                try {
                    peer.sent += ((SocketChannel) key.channel()).write(ByteBuffer.wrap(peer.drops, peer.sent, 1));
                } catch (IOException e) {
                    peer.sent = peer.drops.length; // the next read sees the end
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
        for (var channel : channels) {
            channel.close();
        }
    }
}
