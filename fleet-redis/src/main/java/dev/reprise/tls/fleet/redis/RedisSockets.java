package dev.reprise.tls.fleet.redis;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * Connects to Redis, by TLS where a factory is given.
 *
 * @param host a name or an address, resolved anew for each connection
 * @param port the port
 * @param timeoutMillis how long connecting, and each answer, may take
 * @param tls null for none
 */
record RedisSockets(
        String host, int port, int timeoutMillis, @Nullable SSLSocketFactory tls) implements JedisSocketFactory {
    @Override
    @SuppressWarnings("AddressSelection") // a primary has one address; another one of its name would be another server
    public Socket createSocket() {
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(timeoutMillis);
            socket.connect(new InetSocketAddress(host, port), timeoutMillis);
            return new BoundedSocket(tls == null ? socket : overTls(tls, socket));
        } catch (IOException e) {
            try (socket) {
                throw new JedisConnectionException("cannot connect: " + e.getMessage(), e);
            } catch (IOException closing) {
                throw new JedisConnectionException("cannot connect: " + e.getMessage(), e);
            }
        }
    }

    private Socket overTls(SSLSocketFactory factory, Socket socket) throws IOException {
        var secured = (SSLSocket) factory.createSocket(socket, host, port, true);
        // Without this a certificate of any trusted authority would do, whatever host it is for.
        var parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }
}
