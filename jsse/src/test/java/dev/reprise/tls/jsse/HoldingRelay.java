package dev.reprise.tls.jsse;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLSocket;

/** A server behind something that holds back the rest of a record until it is told to let go. */
final class HoldingRelay implements AutoCloseable {
    private final ServerSocket front;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Semaphore gate = new Semaphore(0);
    private volatile int passing = Integer.MAX_VALUE;
    private SSLSocket server;
    private Socket towardsClient;

    HoldingRelay() throws IOException {
        front = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    /** Connect a client through this; the handshake is not done yet. */
    SSLSocket connect(Setting setting) throws Exception {
        var client = (SSLSocket) Parties.client(setting.client())
                .getSocketFactory()
                .createSocket(front.getInetAddress(), front.getLocalPort());
        client.setEnabledProtocols(new String[] {setting.version()});
        client.setSoTimeout(SocketPair.TIMEOUT_MILLIS);
        towardsClient = front.accept();
        try (var inner = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var towardsServer = new Socket(inner.getInetAddress(), inner.getLocalPort());
            server = (SSLSocket)
                    Parties.server(setting.server()).getSocketFactory().createSocket(inner.accept(), null, true);
            threads.submit(() -> towardsClient.getInputStream().transferTo(towardsServer.getOutputStream()));
            threads.submit(() -> pass(towardsServer));
        }
        return client;
    }

    private Void pass(Socket towardsServer) throws IOException, InterruptedException {
        var buffer = new byte[1 << 15];
        while (true) {
            int count = towardsServer.getInputStream().read(buffer);
            if (count < 0) {
                return null;
            }
            int first = Math.min(count, passing);
            towardsClient.getOutputStream().write(buffer, 0, first);
            if (first < count) {
                gate.acquire();
                towardsClient.getOutputStream().write(buffer, first, count - first);
            }
        }
    }

    void handshake(SSLSocket client) throws Exception {
        Future<Integer> served = threads.submit(() -> server.getInputStream().read());
        client.getOutputStream().write(1);
        served.get();
        // Whatever the server still had to say has come before this byte.
        server.getOutputStream().write(2);
        client.getInputStream().read();
    }

    /** Let so many bytes of what comes next pass, and hold back the rest. */
    void holdBackAfter(int bytes) {
        passing = bytes;
    }

    void send(String data) throws IOException {
        server.getOutputStream().write(data.getBytes());
    }

    /** Let go. */
    void release() {
        passing = Integer.MAX_VALUE;
        gate.release();
    }

    @Override
    public void close() throws IOException {
        front.close();
        threads.shutdownNow();
        if (server != null) {
            server.close();
        }
    }
}
