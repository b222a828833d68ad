package dev.reprise.examples;

import dev.reprise.tls.ServerConfig;
import dev.reprise.tls.TlsConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;

/**
 * Echo to any number of clients in one thread, by a selector and {@link Nonblocking}: {@code SelectorEcho CHAIN.pem KEY.pem
 * PORT}.
 */
public final class SelectorEcho implements AutoCloseable {
    private final ServerConfig config;
    private final Selector selector = Selector.open();
    private final ServerSocketChannel listening = ServerSocketChannel.open();

    /** Listen; port 0 is any free one. */
    SelectorEcho(ServerConfig config, int port) throws IOException {
        this.config = config;
        listening.bind(new InetSocketAddress(port)).configureBlocking(false);
        listening.register(selector, SelectionKey.OP_ACCEPT);
    }

    /** Run it until the process ends. */
    public static void main(String[] args) throws IOException {
        var config = TlsConfig.server(Path.of(args[0]), Path.of(args[1])).build();
        try (var server = new SelectorEcho(config, Integer.parseInt(args[2]))) {
            System.out.println("listening on port " + server.port());
            server.serve();
        }
    }

    int port() {
        return listening.socket().getLocalPort();
    }

    /** Serve until {@link #close}. */
    void serve() throws IOException {
        try {
            while (true) {
                selector.select(this::ready);
            }
        } catch (ClosedSelectorException closed) {
            return;
        }
    }

    private void ready(SelectionKey key) {
        if (key.attachment() instanceof Client client) {
            client.goOn(key);
            return;
        }
        try {
            var channel = listening.accept();
            channel.configureBlocking(false);
            var client = new Client(new Nonblocking(channel, config.engine()));
            channel.register(selector, SelectionKey.OP_READ, client);
        } catch (IOException e) {
            System.err.println("no client accepted: " + e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        for (var key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }

    /** One client: what was read is written before more is read. */
    private static final class Client {
        private final Nonblocking tls;
        private final ByteBuffer data = ByteBuffer.allocate(8192).limit(0);
        private boolean ended;

        Client(Nonblocking tls) {
            this.tls = tls;
        }

        /** Do what can be done now, and then wait for what it needs. */
        void goOn(SelectionKey key) {
            try {
                int wanted = echo();
                if (wanted == Nonblocking.DONE) {
                    tls.close();
                    return;
                }
                key.interestOps(wanted == Nonblocking.WANT_READ ? SelectionKey.OP_READ : SelectionKey.OP_WRITE);
            } catch (IOException e) {
                System.err.println("a client is lost: " + e.getMessage());
                try {
                    tls.close();
                } catch (IOException again) {
                    System.err.println("and cannot be closed: " + again.getMessage());
                }
            }
        }

        private int echo() throws IOException {
            while (true) {
                while (data.hasRemaining()) {
                    int written = tls.write(data);
                    if (written < 0) {
                        return written;
                    }
                }
                if (ended) {
                    return tls.closeOutput();
                }
                int read = tls.read(data.clear());
                data.flip();
                ended = read == Nonblocking.END;
                if (read < Nonblocking.END) {
                    return read;
                }
            }
        }
    }
}
