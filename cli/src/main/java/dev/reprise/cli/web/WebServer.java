package dev.reprise.cli.web;

import dev.reprise.cli.Failure;
import dev.reprise.cli.HostPort;
import dev.reprise.cli.Log;
import dev.reprise.cli.tunnel.Reloading;
import dev.reprise.tls.jsse.RepriseSession;
import dev.reprise.tls.session.TicketKeyRing;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.component.Graceful;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Serve the page by Jetty over Reprise's engines, in HTTP/2 and HTTP/1.1, until told to stop. */
public final class WebServer {
    private static final Duration LOOK = Duration.ofSeconds(1);
    // While draining, a connection on which nothing comes for this time has no request in flight.
    private static final Duration DRAIN_IDLE = Duration.ofSeconds(5);

    private final Server server = new Server();
    private final ServerConnector connector;
    private final SslContextFactory.Server ssl = new SslContextFactory.Server();
    private final Reloading<SSLContext> context;
    private final TicketKeyRing ring;
    private final Log log;
    private final Figures figures = new Figures(WebServer::seconds);
    private final KeyHistory history = new KeyHistory();
    private final CountDownLatch stopped = new CountDownLatch(1);

    /**
     * Listen.
     *
     * @param context makes a context of the config anew when its files change
     * @param ring the ticket keys of that config
     * @param tickets whether it issues tickets
     */
    public WebServer(
            InetSocketAddress address, Reloading<SSLContext> context, TicketKeyRing ring, boolean tickets, Log log)
            throws IOException {
        this.context = context;
        this.ring = ring;
        this.log = log;
        ssl.setSslContext(context.value());
        var http = new HttpConfiguration();
        http.addCustomizer(new SecureRequestCustomizer(false));
        http.setSendServerVersion(false);
        var http1 = new HttpConnectionFactory(http);
        var alpn = new ALPNServerConnectionFactory();
        alpn.setDefaultProtocol(http1.getProtocol());
        var tls = new SslConnectionFactory(ssl, alpn.getProtocol());
        connector = new ServerConnector(server, tls, alpn, new HTTP2ServerConnectionFactory(http), http1);
        connector.setHost(address.getAddress().getHostAddress());
        connector.setPort(address.getPort());
        connector.addBean(new Counting(figures));
        server.addConnector(connector);
        server.setHandler(new Site(figures, history, ring, tickets));
        try {
            server.start();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
        }
    }

    /** Return where it listens. */
    public HostPort place() {
        return new HostPort(connector.getHost(), connector.getLocalPort());
    }

    /** Count handshakes as Jetty tells of them. */
    private record Counting(Figures figures) implements SslHandshakeListener {
        @Override
        public void handshakeSucceeded(Event event) {
            figures.established(
                    RepriseSession.of(event.getSSLEngine().getSession()).info());
        }

        @Override
        public void handshakeFailed(Event event, Throwable failure) {
            figures.failed();
        }
    }

    /** Return a second of a clock that never goes back. */
    static long seconds() {
        return System.nanoTime() / 1_000_000_000;
    }

    /** Take the files as they are now. */
    public void reload(String why) {
        if (context.reload(why)) {
            use(context.value());
        }
    }

    private void use(SSLContext latest) {
        try {
            ssl.reload(factory -> factory.setSslContext(latest));
        } catch (Exception e) {
            throw new IllegalStateException("a context that was made is refused", e);
        }
    }

    /** Let {@link #run} return. */
    public void stop() {
        stopped.countDown();
    }

    /**
     * Serve until stopped, and look each second at the ring and at files that may have changed; then accept no more, and end
     * when what was asked is answered.
     *
     * @param drain how long what was asked may take, 0 for not at all
     */
    public void run(Duration drain) throws InterruptedException {
        try {
            while (!stopped.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                history.look(ring.status(), seconds());
                if (context.look()) {
                    use(context.value());
                }
            }
            drain(drain);
        } finally {
            LifeCycle.stop(server);
        }
    }

    private void drain(Duration limit) throws InterruptedException {
        connector.setShutdownIdleTimeout(DRAIN_IDLE.toMillis());
        var ended = Graceful.shutdown(server);
        log.event("draining: " + connections() + " connections, for at most " + limit.toSeconds() + " s");
        try {
            ended.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            log.event("drained: all connections have ended");
        } catch (TimeoutException over) {
            log.event("drained: " + connections() + " connections were cut off");
        } catch (ExecutionException failure) {
            log.event("drained: " + Failure.describe(failure.getCause() == null ? failure : failure.getCause()));
        }
    }

    private int connections() {
        return connector.getConnectedEndPoints().size();
    }
}
