package dev.reprise.tls.hostile;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Holds many connections to a server that say little or nothing, in one thread: those that are silent, those that stop inside
 * a record's header, inside its body, inside a message of 64 KiB or after their first flight, and those that send a byte from
 * time to time. Counts those the server has closed.
 */
final class SlowPeers implements AutoCloseable {
    private static final int RECORD = 5 + (1 << 14);
    private static final int ALERT = 21;

    /** One connection. */
    private static final class Peer {
        final byte[] drops;
        int sent;
        boolean alerted;

        Peer(byte[] drops) {
            this.drops = drops;
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
     * @param wholes flights after which the server waits
     * @param nanosBetweenBytes the pace of those that go on sending
     */
    SlowPeers(InetSocketAddress server, int count, byte[] hello, List<byte[]> wholes, long nanosBetweenBytes)
            throws IOException {
        this.nanosBetweenBytes = nanosBetweenBytes;
        var silent = new byte[0];
        var inHeader = Arrays.copyOf(hello, 3);
        var inRecord = Arrays.copyOf(record(0x3ffc), RECORD / 2);
        var inMessage = Arrays.copyOf(record(0xfffc), 3 * RECORD + RECORD / 2);
        System.arraycopy(record(0), 0, inMessage, RECORD, 5);
        System.arraycopy(record(0), 0, inMessage, 2 * RECORD, 5);
        System.arraycopy(record(0), 0, inMessage, 3 * RECORD, 5);
        var begins = new ArrayList<>(List.of(silent, inHeader, inRecord, inMessage));
        begins.addAll(wholes);
        begins.add(silent);
        for (int i = 0; i < count; i++) {
            var channel = SocketChannel.open(server);
            channels.add(channel);
            int kind = i % begins.size();
            for (var data = ByteBuffer.wrap(begins.get(kind)); data.hasRemaining(); ) {
                channel.write(data);
            }
            channel.configureBlocking(false);
            boolean goesOn = kind == begins.size() - 1;
            channel.register(selector, SelectionKey.OP_READ, new Peer(goesOn ? hello : silent));
        }
        thread.start();
    }

    /** A full record that begins a ClientHello of some bytes. */
    private static byte[] record(int messageLength) {
        var record = new byte[RECORD];
        record[0] = 22;
        record[1] = 3;
        record[2] = 1;
        record[3] = 0x40; // 2^14 bytes
        record[5] = 1;
        record[7] = (byte) (messageLength >>> 8);
        record[8] = (byte) messageLength;
        return record;
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
        } catch (IOException | ClosedSelectorException | ConcurrentModificationException e) {
            // closed, by another thread
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
