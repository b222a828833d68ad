package dev.reprise.tls.jsse;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.util.Set;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** What an SSLSocket has of the plain socket below it, which is there from the beginning: addresses and options. */
abstract sealed class OverSocket extends SSLSocket permits SocketSettings {
    private final Socket raw;

    OverSocket(Socket raw) {
        this.raw = raw;
    }

    final Socket raw() {
        return raw;
    }

    @Override
    public final void bind(@Nullable SocketAddress local) throws IOException {
        raw.bind(local);
    }

    @Override
    public final @Nullable InetAddress getInetAddress() {
        return raw.getInetAddress();
    }

    @Override
    public final InetAddress getLocalAddress() {
        return raw.getLocalAddress();
    }

    @Override
    public final int getPort() {
        return raw.getPort();
    }

    @Override
    public final int getLocalPort() {
        return raw.getLocalPort();
    }

    @Override
    public final @Nullable SocketAddress getRemoteSocketAddress() {
        return raw.getRemoteSocketAddress();
    }

    @Override
    public final @Nullable SocketAddress getLocalSocketAddress() {
        return raw.getLocalSocketAddress();
    }

    /** Answer null: what passes through a channel would pass by TLS. */
    @Override
    public final @Nullable SocketChannel getChannel() {
        return null;
    }

    @Override
    public final boolean isConnected() {
        return raw.isConnected();
    }

    @Override
    public final boolean isBound() {
        return raw.isBound();
    }

    @Override
    public final void sendUrgentData(int data) throws SocketException {
        throw new SocketException("This method is not supported by SSLSockets");
    }

    @Override
    public final void setOOBInline(boolean on) throws SocketException {
        throw new SocketException(
                "This method is ineffective, since sending urgent data is not supported by SSLSockets");
    }

    @Override
    public final boolean getOOBInline() throws SocketException {
        throw new SocketException(
                "This method is ineffective, since sending urgent data is not supported by SSLSockets");
    }

    @Override
    public final void setTcpNoDelay(boolean on) throws SocketException {
        raw.setTcpNoDelay(on);
    }

    @Override
    public final boolean getTcpNoDelay() throws SocketException {
        return raw.getTcpNoDelay();
    }

    @Override
    public final void setSoLinger(boolean on, int seconds) throws SocketException {
        raw.setSoLinger(on, seconds);
    }

    @Override
    public final int getSoLinger() throws SocketException {
        return raw.getSoLinger();
    }

    @Override
    public final void setSoTimeout(int millis) throws SocketException {
        raw.setSoTimeout(millis);
    }

    @Override
    public final int getSoTimeout() throws SocketException {
        return raw.getSoTimeout();
    }

    @Override
    public final void setSendBufferSize(int bytes) throws SocketException {
        raw.setSendBufferSize(bytes);
    }

    @Override
    public final int getSendBufferSize() throws SocketException {
        return raw.getSendBufferSize();
    }

    @Override
    public final void setReceiveBufferSize(int bytes) throws SocketException {
        raw.setReceiveBufferSize(bytes);
    }

    @Override
    public final int getReceiveBufferSize() throws SocketException {
        return raw.getReceiveBufferSize();
    }

    @Override
    public final void setKeepAlive(boolean on) throws SocketException {
        raw.setKeepAlive(on);
    }

    @Override
    public final boolean getKeepAlive() throws SocketException {
        return raw.getKeepAlive();
    }

    @Override
    public final void setTrafficClass(int value) throws SocketException {
        raw.setTrafficClass(value);
    }

    @Override
    public final int getTrafficClass() throws SocketException {
        return raw.getTrafficClass();
    }

    @Override
    public final void setReuseAddress(boolean on) throws SocketException {
        raw.setReuseAddress(on);
    }

    @Override
    public final boolean getReuseAddress() throws SocketException {
        return raw.getReuseAddress();
    }

    @Override
    public final void setPerformancePreferences(int connectionTime, int latency, int bandwidth) {
        raw.setPerformancePreferences(connectionTime, latency, bandwidth);
    }

    @Override
    public final <T> Socket setOption(SocketOption<T> name, @Nullable T value) throws IOException {
        raw.setOption(name, value);
        return this;
    }

    @Override
    public final <T> @Nullable T getOption(SocketOption<T> name) throws IOException {
        return raw.getOption(name);
    }

    @Override
    public final Set<SocketOption<?>> supportedOptions() {
        return raw.supportedOptions();
    }
}
