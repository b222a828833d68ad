package dev.reprise.tls.jsse;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import javax.net.ssl.HandshakeCompletedEvent;
import javax.net.ssl.HandshakeCompletedListener;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * An SSLSocket over a plain one, its own or a program's. The conversation begins with the handshake, which the first use of
 * a stream does; until then everything can be set.
 */
final class RepriseSocket extends SocketSettings {
    private final ContextShared context;
    private final Connection connection;
    private final @Nullable InputStream consumed;
    private final boolean layered;
    private final boolean closesRaw;
    private final CopyOnWriteArrayList<HandshakeCompletedListener> listeners = new CopyOnWriteArrayList<>();
    private final SocketInput input = new SocketInput(this);
    private final SocketOutput output = new SocketOutput(this);
    private volatile @Nullable String peerHost;
    private volatile @Nullable Conversation conversation;
    private volatile boolean closed;
    private volatile boolean inputShutdown;
    private volatile @Nullable BiFunction<SSLSocket, List<String>, String> selector;

    private RepriseSocket(
            ContextShared context,
            Parameters parameters,
            Socket raw,
            @Nullable String peerHost,
            int peerPort,
            @Nullable InputStream consumed,
            boolean layered,
            boolean closesRaw) {
        super(raw, parameters);
        this.context = context;
        this.peerHost = peerHost;
        this.consumed = consumed;
        this.layered = layered;
        this.closesRaw = closesRaw;
        connection = new Connection(
                context, parameters, new Asking.OfSocket(this), peerHost, peerPort, Failures.PLAINTEXT_SOCKET);
    }

    /** Make a client's socket that is not connected yet. */
    static RepriseSocket unconnected(ContextShared context) {
        var parameters = context.parameters(null);
        parameters.client(true);
        return new RepriseSocket(context, parameters, new Socket(), null, -1, null, false, true);
    }

    /** Make a client's socket over one of a program. */
    static RepriseSocket over(ContextShared context, Socket raw, @Nullable String host, int port, boolean autoClose) {
        var parameters = context.parameters(host);
        parameters.client(true);
        return new RepriseSocket(context, parameters, raw, host, port, null, true, autoClose);
    }

    /** Make a server's socket over one of a program, which has read something of it already. */
    static RepriseSocket over(ContextShared context, Socket raw, @Nullable InputStream consumed, boolean autoClose) {
        return new RepriseSocket(
                context, context.parameters(null), raw, hostOf(raw), raw.getPort(), consumed, true, autoClose);
    }

    /** Make a socket that a server socket has accepted. */
    static RepriseSocket accepted(ContextShared context, Socket raw, Parameters parameters) {
        return new RepriseSocket(context, parameters, raw, hostOf(raw), raw.getPort(), null, false, true);
    }

    /** Names are not looked up: what the peer is called is for the program to say, else its address has to do. */
    private static @Nullable String hostOf(Socket raw) {
        return raw.getRemoteSocketAddress() instanceof InetSocketAddress address ? address.getHostString() : null;
    }

    @Override
    public void connect(SocketAddress endpoint) throws IOException {
        connect(endpoint, 0);
    }

    @Override
    public void connect(SocketAddress endpoint, int timeoutMillis) throws IOException {
        if (layered) {
            throw new SocketException("Already connected");
        }
        raw().connect(endpoint, timeoutMillis);
        if (endpoint instanceof InetSocketAddress address) {
            // A name service may be anybody's, so that it is asked only where the system trusts it.
            var host = JsseProperties.trustNameService() ? address.getHostName() : address.getHostString();
            peerHost = host;
            connection.peer(host, address.getPort());
            if (JsseProperties.serverNames()) {
                parameters().peerHost(host);
            }
        }
    }

    /** Return the conversation with its handshake done, which this does if need be; a handshake that fails closes the socket. */
    private Conversation established() throws IOException {
        try {
            var running = begin();
            if (!running.established()) {
                handshake(running);
            }
            return running;
        } catch (SSLException e) {
            throw closed(e);
        }
    }

    /** Read as the stream does, after the handshake. */
    int read(byte[] target, int offset, int length) throws IOException {
        if (inputShutdown) {
            requireOpen();
            return -1;
        }
        var running = established();
        try {
            return running.read(target, offset, length);
        } catch (SSLException e) {
            throw closed(e);
        }
    }

    /** Write as the stream does, after the handshake. */
    void write(byte[] source, int offset, int length) throws IOException {
        var running = established();
        try {
            running.write(source, offset, length);
        } catch (SSLException e) {
            throw closed(e);
        }
    }

    /** Close because the connection has failed: pools ask a socket whether it is closed, and nothing else is to be had of it. */
    private SSLException closed(SSLException failure) {
        try {
            close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    private Conversation begin() throws IOException {
        requireOpen();
        var running = conversation;
        return running == null ? beginNew() : running;
    }

    private synchronized Conversation beginNew() throws IOException {
        var running = conversation;
        if (running == null) {
            var stream = raw().getInputStream();
            running = new Conversation(
                    connection,
                    raw(),
                    consumed == null ? stream : new SequenceInputStream(consumed, stream),
                    context.clocks().nanoTime());
            conversation = running;
        }
        return running;
    }

    private void handshake(Conversation running) throws IOException {
        if (running.handshake() && !listeners.isEmpty()) {
            var event = new HandshakeCompletedEvent(this, getSession());
            for (var listener : listeners) {
                // A thread of its own, as it may wait for what the thread of the handshake does next, or throw.
                Thread.ofVirtual().name("reprise-handshake-completed").start(() -> listener.handshakeCompleted(event));
            }
        }
    }

    private void requireOpen() throws SocketException {
        if (closed || raw().isClosed()) {
            throw new SocketException("Socket is closed");
        }
        if (!raw().isConnected()) {
            throw new SocketException("Socket is not connected");
        }
    }

    @Override
    public void startHandshake() throws IOException {
        var running = conversation;
        if (running == null || !running.established()) {
            established();
            return;
        }
        requireOpen();
        running.handshakeAgain();
    }

    @Override
    public InputStream getInputStream() throws IOException {
        requireOpen();
        if (isInputShutdown()) {
            throw new SocketException("Socket input is already shutdown");
        }
        return input;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        requireOpen();
        if (isOutputShutdown()) {
            throw new SocketException("Socket output is already shutdown");
        }
        return output;
    }

    int available() {
        var running = conversation;
        return running == null || closed || inputShutdown ? 0 : running.available();
    }

    @Override
    public void close() throws IOException {
        Conversation running;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            running = conversation;
        }
        if (!closesRaw) {
            if (running != null && running.established() && running.failure() == null) {
                running.closeLayer();
            } else if (running != null) {
                running.flush();
            }
            return;
        }
        try {
            if (running != null) {
                running.close();
            }
        } finally {
            raw().close();
        }
    }

    @Override
    public boolean isClosed() {
        return closed || raw().isClosed();
    }

    @Override
    public void shutdownInput() throws IOException {
        requireOpen();
        var running = conversation;
        boolean inOrder = inputShutdown || running == null || running.inputClosed();
        inputShutdown = true;
        if (closesRaw && !raw().isInputShutdown()) {
            raw().shutdownInput();
        }
        if (!inOrder) {
            throw new SSLException("closing inbound before receiving peer's close_notify");
        }
    }

    @Override
    public void shutdownOutput() throws IOException {
        requireOpen();
        var running = conversation;
        if (running == null) {
            raw().shutdownOutput();
            return;
        }
        if (!running.outputClosed()) {
            running.closeOutput();
        }
    }

    @Override
    public boolean isInputShutdown() {
        var running = conversation;
        if (inputShutdown) {
            return true;
        }
        return running == null ? raw().isInputShutdown() : running.inputClosed() && running.available() == 0;
    }

    @Override
    public boolean isOutputShutdown() {
        var running = conversation;
        return running == null ? raw().isOutputShutdown() : running.outputClosed();
    }

    @Override
    public SSLSession getSession() {
        try {
            established();
        } catch (IOException e) {
            return connection.session(); // The null session tells that there is none; JSSE has no other way.
        }
        return connection.session();
    }

    @Override
    public @Nullable SSLSession getHandshakeSession() {
        return connection.handshakeSession();
    }

    @Override
    public void addHandshakeCompletedListener(@Nullable HandshakeCompletedListener listener) {
        if (listener == null) {
            throw new IllegalArgumentException("listener is null");
        }
        listeners.addIfAbsent(listener);
    }

    @Override
    public void removeHandshakeCompletedListener(@Nullable HandshakeCompletedListener listener) {
        if (listener == null || !listeners.remove(listener)) {
            throw new IllegalArgumentException(listener == null ? "listener is null" : "listener not registered");
        }
    }

    @Override
    public void setUseClientMode(boolean client) {
        if (connection.begun()) {
            throw new IllegalArgumentException("Cannot change mode after SSL traffic has started");
        }
        parameters().client(client);
    }

    @Override
    public @Nullable String getApplicationProtocol() {
        return connection.applicationProtocol();
    }

    @Override
    public @Nullable String getHandshakeApplicationProtocol() {
        return connection.handshakeApplicationProtocol();
    }

    @Override
    public void setHandshakeApplicationProtocolSelector(
            @Nullable BiFunction<SSLSocket, List<String>, String> protocolSelector) {
        selector = protocolSelector;
    }

    @Override
    public @Nullable BiFunction<SSLSocket, List<String>, String> getHandshakeApplicationProtocolSelector() {
        return selector;
    }

    Connection connection() {
        return connection;
    }

    ContextShared context() {
        return context;
    }

    @Override
    public String toString() {
        return "SSLSocket[hostname=" + peerHost + ", port=" + getPort() + ", " + connection.session() + "]";
    }
}
