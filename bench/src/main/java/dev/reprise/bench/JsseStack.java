package dev.reprise.bench;

import dev.reprise.tls.jsse.RepriseJsse;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** An implementation of JSSE's engine: the JDK's own, Reprise's, or Netty's over BoringSSL. */
final class JsseStack implements Stack {
    /** Sessions that clients keep, everywhere. */
    static final int SESSIONS = 1_024;

    private static final int RESUMING_PORT = 443;

    private final Engines engines;
    private final Version version;
    private final ByteBuffer spare;
    private int port;

    /** Makes the engines; clients of their own, so that the many full handshakes push no session out of the cache. */
    private interface Engines {
        SSLEngine full(int port);

        SSLEngine resuming(int port);

        SSLEngine server();
    }

    private JsseStack(Engines engines, Version version, boolean direct) {
        this.engines = engines;
        this.version = version;
        int size = 2 * Buffers.RECORD;
        spare = direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
    }

    @Override
    public Link open(Handshake kind) {
        // Sessions are kept by host and port; on a port of its own there is none.
        port = port % 60_000 + 1;
        var client = kind == Handshake.FULL ? engines.full(port) : engines.resuming(RESUMING_PORT);
        return new Link(new JsseSide(client, spare), new JsseSide(engines.server(), spare), version);
    }

    /** Set the JDK's up. */
    static JsseStack sun(Setup setup) throws Exception {
        var full = sunClient(setup.credentials());
        var resuming = sunClient(setup.credentials());
        var server = sunServer(setup.credentials());
        return new JsseStack(new ContextEngines(full, resuming, server, parameters(setup)), setup.version(), false);
    }

    /** Set Reprise's up, by the configs of {@link RepriseStack}. */
    static JsseStack reprise(Setup setup) throws Exception {
        var server = RepriseJsse.context(RepriseStack.server(setup).build());
        return new JsseStack(
                new ContextEngines(repriseClient(setup), repriseClient(setup), server, parameters(setup)),
                setup.version(),
                false);
    }

    private static SSLContext repriseClient(Setup setup) throws Exception {
        var client = RepriseJsse.context(RepriseStack.clientWithoutStore(setup).build());
        client.getClientSessionContext().setSessionCacheSize(setup.keepsSessions() ? SESSIONS : 1);
        return client;
    }

    /** Make the JDK's context of a server. */
    static SSLContext sunServer(Credentials credentials) throws Exception {
        var server = SSLContext.getInstance("TLS");
        server.init(new KeyManager[] {new OneKey(credentials)}, null, null);
        return server;
    }

    /** Return what the JDK's ends are set to. */
    static SSLParameters parameters(Setup setup) {
        var parameters = new SSLParameters(
                new String[] {setup.suite().rfcName(setup.version())},
                new String[] {setup.version().jsse()});
        // TLS 1.2 takes the certificate's curve for one of the groups.
        parameters.setNamedGroups(
                setup.version() == Version.TLS_1_3 ? new String[] {"x25519"} : new String[] {"x25519", "secp256r1"});
        return parameters;
    }

    private static SSLContext sunClient(Credentials credentials) throws Exception {
        var client = SSLContext.getInstance("TLS");
        client.init(null, trust(credentials).getTrustManagers(), null);
        client.getClientSessionContext().setSessionCacheSize(SESSIONS);
        return client;
    }

    private record ContextEngines(
            SSLContext fullContext, SSLContext resumingContext, SSLContext serverContext, SSLParameters parameters)
            implements Engines {
        @Override
        public SSLEngine full(int port) {
            return configured(fullContext.createSSLEngine(Credentials.HOST, port), true);
        }

        @Override
        public SSLEngine resuming(int port) {
            return configured(resumingContext.createSSLEngine(Credentials.HOST, port), true);
        }

        @Override
        public SSLEngine server() {
            return configured(serverContext.createSSLEngine(), false);
        }

        private SSLEngine configured(SSLEngine engine, boolean client) {
            engine.setUseClientMode(client);
            engine.setSSLParameters(parameters);
            return engine;
        }
    }

    /** Set Netty's up; it lets nobody choose among the suites of TLS 1.3 and takes AES-128-GCM. */
    static JsseStack netty(Setup setup) throws Exception {
        var engines = new NettyEngines(nettyClient(setup), nettyClient(setup), nettyServer(setup));
        return new JsseStack(engines, setup.version(), true);
    }

    /** Make Netty's context of a server. */
    static SslContext nettyServer(Setup setup) throws Exception {
        var credentials = setup.credentials();
        var server = SslContextBuilder.forServer(credentials.key(), credentials.leaf())
                .sslProvider(SslProvider.OPENSSL)
                .protocols(setup.version().jsse())
                .ciphers(List.of(setup.suite().rfcName(setup.version())))
                .option(OpenSslContextOption.GROUPS, groups(setup.version(), "X25519", "P-256"))
                .build();
        var name = new byte[OpenSslSessionTicketKey.NAME_SIZE];
        var mac = new byte[OpenSslSessionTicketKey.HMAC_KEY_SIZE];
        var aes = new byte[OpenSslSessionTicketKey.AES_KEY_SIZE];
        Arrays.fill(mac, (byte) 1);
        Arrays.fill(aes, (byte) 2);
        ((OpenSslSessionContext) server.sessionContext()).setTicketKeys(new OpenSslSessionTicketKey(name, mac, aes));
        return server;
    }

    private static SslContext nettyClient(Setup setup) throws Exception {
        return SslContextBuilder.forClient()
                .sslProvider(SslProvider.OPENSSL)
                .trustManager(trust(setup.credentials()))
                .protocols(setup.version().jsse())
                .ciphers(List.of(setup.suite().rfcName(setup.version())))
                .option(OpenSslContextOption.GROUPS, groups(setup.version(), "X25519", "P-256"))
                .sessionCacheSize(SESSIONS)
                .build();
    }

    private record NettyEngines(SslContext fullContext, SslContext resumingContext, SslContext serverContext)
            implements Engines {
        @Override
        public SSLEngine full(int port) {
            return fullContext.newEngine(ByteBufAllocator.DEFAULT, Credentials.HOST, port);
        }

        @Override
        public SSLEngine resuming(int port) {
            return resumingContext.newEngine(ByteBufAllocator.DEFAULT, Credentials.HOST, port);
        }

        @Override
        public SSLEngine server() {
            return serverContext.newEngine(ByteBufAllocator.DEFAULT);
        }
    }

    /** TLS 1.2 takes the certificate's curve for one of the groups. */
    private static String[] groups(Version version, String wanted, String ofCertificate) {
        return version == Version.TLS_1_3 ? new String[] {wanted} : new String[] {wanted, ofCertificate};
    }

    private static TrustManagerFactory trust(Credentials credentials) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ca", credentials.root());
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    /** Has one key and answers it at once. */
    private static final class OneKey extends X509ExtendedKeyManager {
        private static final String ALIAS = "server";

        private final X509Certificate[] chain;
        private final PrivateKey key;

        OneKey(Credentials credentials) {
            chain = new X509Certificate[] {credentials.leaf()};
            key = credentials.key();
        }

        @Override
        public @Nullable String chooseEngineServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return keyType.equals("EC") || keyType.startsWith("EC_") ? ALIAS : null;
        }

        @Override
        public @Nullable String chooseServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return ALIAS;
        }

        @Override
        public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }

        @Override
        public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public X509Certificate[] getCertificateChain(@Nullable String alias) {
            return chain;
        }

        @Override
        public PrivateKey getPrivateKey(@Nullable String alias) {
            return key;
        }
    }
}
