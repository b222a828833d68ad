package dev.reprise.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;

/** A client and a server connected in memory, driven by one thread. */
final class Link {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Side client;
    private final Side server;
    private final Version version;

    Link(Side client, Side server, Version version) {
        this.client = client;
        this.server = server;
        this.version = version;
    }

    Side client() {
        return client;
    }

    Side server() {
        return server;
    }

    /**
     * Do the handshake and send one byte each way, which delivers the tickets; refuse another kind of handshake than is
     * measured.
     *
     * @param allocated gets the bytes allocated by client and server added, or null to count nothing
     */
    void connect(Buffers buffers, Handshake kind, long[] allocated) throws Exception {
        var toServer = buffers.toServer.clear().limit(0);
        var toClient = buffers.toClient.clear().limit(0);
        boolean checked = false;
        while (!client.established() || !server.established()) {
            long before = count(allocated);
            toServer.compact();
            client.handshake(toClient, toServer);
            toServer.flip();
            long between = count(allocated);
            toClient.compact();
            server.handshake(toServer, toClient);
            toClient.flip();
            long after = count(allocated);
            if (allocated.length > 0) {
                allocated[0] += between - before;
                allocated[1] += after - between;
            }
            if (!checked) {
                // The first time around the server has sent its first flight.
                checked = true;
                if (Wire.resumed(toClient, version) != (kind == Handshake.RESUMED)) {
                    throw new IllegalStateException("this handshake was not " + kind);
                }
            }
        }
        long before = count(allocated);
        var one = buffers.plain.clear().limit(1);
        toServer.compact();
        client.send(one, toServer);
        toServer.flip();
        long between = count(allocated);
        receive(server, toServer, buffers.opened);
        one.rewind();
        toClient.compact();
        server.send(one, toClient);
        toClient.flip();
        long after = count(allocated);
        receive(client, toClient, buffers.opened);
        if (allocated.length > 0) {
            allocated[0] += between - before + count(allocated) - after;
            allocated[1] += after - between;
        }
    }

    private static void receive(Side side, ByteBuffer in, ByteBuffer opened) throws Exception {
        if (!side.receive(in, opened.clear()) || opened.position() != 1) {
            throw new IllegalStateException("the byte did not come through");
        }
    }

    /** What an idle connection has behind it: everything read, the caller waiting. */
    void idle(Buffers buffers) throws Exception {
        client.idle(buffers.toClient.clear().limit(0), buffers.opened.clear());
        server.idle(buffers.toServer.clear().limit(0), buffers.opened.clear());
    }

    void close() throws Exception {
        client.close();
        server.close();
    }

    static long allocated() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }

    private static long count(long[] allocated) {
        return allocated.length == 0 ? 0 : allocated();
    }
}
