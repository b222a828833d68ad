package dev.reprise.testkit;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a server on the loopback and changes one byte of a connection, if told to. What follows the changed record
 * in its direction is dropped, and that direction is half-closed, so that a receiver that waits for more sees the end.
 * Knows of TLS only where records begin. Thread-safe.
 */
public final class TamperingProxy implements AutoCloseable {
    private static final int HEADER = 5;

    private final int serverPort;
    private final ServerSocket listening;
    private final Map<Direction, List<Integer>> lengths = new EnumMap<>(Direction.class);
    private @Nullable Change change;
    private int changed;

    /** Where bytes go. */
    public enum Direction {
        /** From the client. */
        TO_SERVER,
        /** From the server. */
        TO_CLIENT
    }

    /**
     * What to change.
     *
     * @param direction in which direction
     * @param record which of its records, from 0
     * @param offset which byte of the record, header included
     * @param mask which of its bits
     */
    public record Change(Direction direction, int record, int offset, int mask) {}

    private TamperingProxy(int serverPort, ServerSocket listening) {
        this.serverPort = serverPort;
        this.listening = listening;
    }

    /** Stand before the server at a port of the loopback. */
    public static TamperingProxy before(int serverPort) throws IOException {
        var socket = new ServerSocket();
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        var proxy = new TamperingProxy(serverPort, socket);
        Thread.ofVirtual().start(proxy::accept);
        return proxy;
    }

    /** Return the port to connect to. */
    public int port() {
        return listening.getLocalPort();
    }

    /** Change this in connections that come from now on; null for nothing. */
    public synchronized void change(@Nullable Change next) {
        change = next;
    }

    /** Return in how many connections something was changed: a record may have been too short. */
    public synchronized int changed() {
        return changed;
    }

    /** Return the lengths of the records that have passed in a direction of the last connection. */
    public synchronized List<Integer> lengths(Direction direction) {
        return List.copyOf(lengths.getOrDefault(direction, List.of()));
    }

    private void accept() {
        try {
            while (true) {
                var client = listening.accept();
                try {
                    relay(client, new Socket(listening.getInetAddress(), serverPort));
                } catch (IOException e) {
                    client.close();
                }
            }
        } catch (IOException e) {
            // closed
        }
    }

    private synchronized void relay(Socket client, Socket server) {
        var toServer = new ArrayList<Integer>();
        var toClient = new ArrayList<Integer>();
        lengths.put(Direction.TO_SERVER, toServer);
        lengths.put(Direction.TO_CLIENT, toClient);
        start(new Relay(client, server, change, toServer, Direction.TO_SERVER));
        start(new Relay(server, client, change, toClient, Direction.TO_CLIENT));
    }

    private void start(Relay relay) {
        Thread.ofVirtual().start(() -> {
            try (var in = relay.from().getInputStream()) {
                var out = relay.to().getOutputStream();
                pass(relay, new DataInputStream(in), out);
                relay.to().shutdownOutput();
                in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                close(relay.to());
            }
        });
    }

    /** One direction of one connection. */
    private record Relay(Socket from, Socket to, @Nullable Change change, List<Integer> lengths, Direction direction) {}

    private void pass(Relay relay, DataInputStream in, OutputStream out) throws IOException {
        for (int number = 0; ; number++) {
            var record = read(in);
            if (record == null) {
                return;
            }
            boolean last = tamper(relay, number, record);
            out.write(record);
            if (last) {
                return;
            }
        }
    }

    private synchronized boolean tamper(Relay relay, int number, byte[] record) {
        relay.lengths().add(record.length);
        var wanted = relay.change();
        if (wanted == null
                || wanted.direction() != relay.direction()
                || wanted.record() != number
                || wanted.offset() >= record.length) {
            return false;
        }
        record[wanted.offset()] ^= (byte) wanted.mask();
        changed++;
        return true;
    }

    private static byte @Nullable [] read(DataInputStream in) throws IOException {
        var header = new byte[HEADER];
        int first = ((InputStream) in).read();
        if (first < 0) {
            return null;
        }
        header[0] = (byte) first;
        try {
            in.readFully(header, 1, HEADER - 1);
            int length = (header[3] & 0xff) << 8 | (header[4] & 0xff);
            var record = new byte[HEADER + length];
            System.arraycopy(header, 0, record, 0, HEADER);
            in.readFully(record, HEADER, length);
            return record;
        } catch (EOFException e) {
            return null;
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // as good as closed
        }
    }

    /** Accept no more connections; those that are there live on. */
    @Override
    public void close() throws IOException {
        listening.close();
    }
}
