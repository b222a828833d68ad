package dev.reprise.stacks;

import java.security.KeyStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.network.ConnectionMode;
import org.apache.kafka.common.network.Selector;
import org.apache.kafka.common.network.SslChannelBuilder;
import org.apache.kafka.common.security.auth.SslEngineFactory;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.internals.LogContext;

/** Lets Kafka's own network layer, which brokers and clients share, make its engines from a context at hand. */
public final class KafkaEngines implements SslEngineFactory {
    private static final String CONTEXT = "stacks.context";
    private static final String VERSION = "stacks.version";
    private static final String CLIENT_CERTIFICATE = "stacks.client.certificate";

    private SSLContext context;
    private String version;
    private boolean clientCertificate;

    /** Make a selector of one side. */
    static Selector selector(ConnectionMode mode, SSLContext context, String version, boolean clientCertificate) {
        var configs = new HashMap<String, Object>();
        configs.put("ssl.engine.factory.class", KafkaEngines.class);
        configs.put(CONTEXT, context);
        configs.put(VERSION, version == null ? "" : version);
        configs.put(CLIENT_CERTIFICATE, clientCertificate);
        var builder = new SslChannelBuilder(mode, null, false);
        builder.configure(configs);
        return new Selector(60_000, new Metrics(), Time.SYSTEM, "stacks", builder, new LogContext());
    }

    @Override
    public void configure(Map<String, ?> configs) {
        context = (SSLContext) configs.get(CONTEXT);
        version = (String) configs.get(VERSION);
        clientCertificate = Boolean.TRUE.equals(configs.get(CLIENT_CERTIFICATE));
    }

    private SSLEngine limited(SSLEngine engine) {
        if (!version.isEmpty()) {
            engine.setEnabledProtocols(new String[] {version});
        }
        return engine;
    }

    @Override
    public SSLEngine createClientSslEngine(String host, int port, String endpointIdentification) {
        var engine = context.createSSLEngine(host, port);
        engine.setUseClientMode(true);
        var parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return limited(engine);
    }

    @Override
    public SSLEngine createServerSslEngine(String host, int port) {
        var engine = context.createSSLEngine(host, port);
        engine.setUseClientMode(false);
        engine.setNeedClientAuth(clientCertificate);
        return limited(engine);
    }

    @Override
    public boolean shouldBeRebuilt(Map<String, Object> next) {
        return false;
    }

    @Override
    public Set<String> reconfigurableConfigs() {
        return Set.of();
    }

    @Override
    public KeyStore keystore() {
        return null;
    }

    @Override
    public KeyStore truststore() {
        return null;
    }

    @Override
    public void close() {}
}
