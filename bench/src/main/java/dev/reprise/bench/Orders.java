package dev.reprise.bench;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * What a client asks of a server: an order of nine bytes says which way how much data is to go. Data from the client is
 * answered by one byte.
 */
final class Orders {
    /** Bytes of an order. */
    static final int LENGTH = 9;
    /** Bytes that are read and written at a time, everywhere. */
    static final int PIECE = 1 << 16;

    static final byte GET = 'g';
    static final byte PUT = 'p';

    private Orders() {}

    /** Write an order. */
    static byte[] order(byte kind, long count) {
        return ByteBuffer.allocate(LENGTH).put(kind).putLong(count).array();
    }

    /** Follow orders until the peer's end. */
    static void follow(InputStream input, OutputStream output) throws IOException {
        var order = new byte[LENGTH];
        byte[] piece = null;
        while (input.readNBytes(order, 0, LENGTH) == LENGTH) {
            long count = ByteBuffer.wrap(order).getLong(1);
            if (order[0] == GET && count <= 1_000) {
                output.write(new byte[(int) count]);
                continue;
            }
            piece = piece == null ? new byte[PIECE] : piece;
            if (order[0] == GET) {
                send(output, piece, count);
            } else {
                take(input, piece, count);
                output.write(1);
            }
        }
    }

    /** Ask for data and take it. */
    static void get(InputStream input, OutputStream output, byte[] piece, long count) throws IOException {
        output.write(order(GET, count));
        take(input, piece, count);
    }

    /** Send data and wait until it has come. */
    static void put(InputStream input, OutputStream output, byte[] piece, long count) throws IOException {
        output.write(order(PUT, count));
        send(output, piece, count);
        new DataInputStream(input).readByte();
    }

    private static void send(OutputStream output, byte[] piece, long count) throws IOException {
        for (long left = count; left > 0; left -= piece.length) {
            output.write(piece, 0, (int) Math.min(left, piece.length));
        }
    }

    private static void take(InputStream input, byte[] piece, long count) throws IOException {
        for (long left = count; left > 0; ) {
            int taken = input.read(piece, 0, (int) Math.min(left, piece.length));
            if (taken < 0) {
                throw new EOFException(left + " of " + count + " bytes have not come");
            }
            left -= taken;
        }
    }
}
