package dev.reprise.bench;

import java.nio.ByteBuffer;

/** The buffers of a worker, all of one kind and used again for every connection. */
final class Buffers {
    /** Bytes of application data in a full record. */
    static final int RECORD = 1 << 14;
    /** Full records that are sealed in a row before they are opened; all of them fit the second-level cache. */
    static final int BATCH = 16;

    private static final int WIRE = BATCH * (RECORD + 512) + (1 << 16);

    final ByteBuffer toServer;
    final ByteBuffer toClient;
    final ByteBuffer plain;
    final ByteBuffer opened;

    Buffers(boolean direct) {
        toServer = make(direct, WIRE);
        toClient = make(direct, WIRE);
        plain = make(direct, RECORD);
        opened = make(direct, 2 * RECORD + 1024);
    }

    private static ByteBuffer make(boolean direct, int size) {
        return direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
    }
}
