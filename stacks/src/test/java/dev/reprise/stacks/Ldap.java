package dev.reprise.stacks;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** LDAP with StartTLS: SSLSockets layered over plain ones on both sides. */
final class Ldap {
    private static final String BASE = "dc=example,dc=org";
    private static final int LIMIT = 1 << 25;

    private Ldap() {}

    /** UnboundID's in-memory directory. */
    static final class Server implements ServerStack {
        @Override
        public Running start(SSLContext context, boolean clientCertificate) throws Exception {
            var config = new InMemoryDirectoryServerConfig(BASE);
            config.setSchema(null);
            config.setMaxMessageSizeBytes(LIMIT);
            config.setListenerConfigs(InMemoryListenerConfig.createLDAPConfig(
                    "plain", InetAddress.getLoopbackAddress(), 0, new Layered(context, clientCertificate)));
            var server = new InMemoryDirectoryServer(config);
            server.add(BASE, new Attribute("objectClass", "domain"));
            server.startListening();
            return new Running(server.getListenPort(), () -> server.shutDown(true));
        }
    }

    /** UnboundID's client, each body an attribute's value that is written and read back. */
    static final class Client implements ClientStack {
        private final SSLContext context;
        private final String version;

        Client(SSLContext context, String version) {
            this.context = context;
            this.version = version;
        }

        @Override
        public byte[][] post(int port, byte[]... bodies) throws Exception {
            var options = new LDAPConnectionOptions();
            options.setMaxMessageSize(LIMIT);
            try (var connection = new LDAPConnection(options, "localhost", port)) {
                var factory = version == null ? context.getSocketFactory() : new Limited(context, version);
                var started = connection.processExtendedOperation(new StartTLSExtendedRequest(factory));
                if (started.getResultCode() != ResultCode.SUCCESS) {
                    throw new IOException("StartTLS: " + started);
                }
                var answers = new byte[bodies.length][];
                for (int i = 0; i < bodies.length; i++) {
                    var name = "cn=" + i + "-" + bodies[i].length + "," + BASE;
                    var value = new byte[bodies[i].length + 1]; // A value is never empty.
                    System.arraycopy(bodies[i], 0, value, 1, bodies[i].length);
                    connection.add(
                            new Entry(name, new Attribute("objectClass", "device"), new Attribute("data", value)));
                    var read = connection.getEntry(name).getAttributeValueBytes("data");
                    connection.delete(name);
                    answers[i] = Arrays.copyOfRange(read, 1, read.length);
                }
                return answers;
            }
        }
    }

    /** The factory of a server that layers TLS over a connection it has. */
    private static final class Layered extends Delegating {
        private final boolean clientCertificate;

        Layered(SSLContext context, boolean clientCertificate) {
            super(context);
            this.clientCertificate = clientCertificate;
        }

        @Override
        SSLSocket configured(SSLSocket socket) {
            socket.setUseClientMode(false);
            socket.setNeedClientAuth(clientCertificate);
            return socket;
        }
    }

    /** The factory of a client that speaks one version. */
    private static final class Limited extends Delegating {
        private final String version;

        Limited(SSLContext context, String version) {
            super(context);
            this.version = version;
        }

        @Override
        SSLSocket configured(SSLSocket socket) {
            socket.setEnabledProtocols(new String[] {version});
            return socket;
        }
    }

    private abstract static class Delegating extends SSLSocketFactory {
        private final SSLSocketFactory factory;

        Delegating(SSLContext context) {
            factory = context.getSocketFactory();
        }

        abstract SSLSocket configured(SSLSocket socket);

        @Override
        public Socket createSocket(Socket plain, String host, int port, boolean autoClose) throws IOException {
            return configured((SSLSocket) factory.createSocket(plain, host, port, autoClose));
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return configured((SSLSocket) factory.createSocket(host, port));
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
            return configured((SSLSocket) factory.createSocket(host, port, from, fromPort));
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return configured((SSLSocket) factory.createSocket(host, port));
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
            return configured((SSLSocket) factory.createSocket(host, port, from, fromPort));
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return factory.getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return factory.getSupportedCipherSuites();
        }
    }
}
