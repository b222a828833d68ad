package io.netty.handler.ssl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.reprise.tls.jsse.RepriseProvider;
import java.security.Provider;
import java.security.Security;

/**
 * Netty's tests of the JDK's SSLEngine, with the engine that {@link Way} says; in Netty's package, as its tests look there
 * for their keys. {@code NettyEngineIT} runs them in JVMs of their own; the name keeps them out of the build's other runs.
 */
public class RepriseEngineCases extends JdkSslEngineTest {
    /** How a context gets its provider. */
    public enum Way {
        /** SunJSSE, by order: what the cases are compared with. */
        CONTROL("sun.security.ssl"),
        /** Reprise, handed to Netty's builders. */
        ARGUMENT("dev.reprise.tls.jsse"),
        /** Reprise, first in the order of providers. */
        ORDER("dev.reprise.tls.jsse");

        private static final Way CHOSEN = valueOf(System.getProperty("netty.way", "CONTROL"));

        private final String sessions;

        Way(String sessions) {
            this.sessions = sessions;
        }
    }

    private static final Provider REPRISE = new RepriseProvider();

    static {
        if (Way.CHOSEN == Way.ORDER) {
            Security.insertProviderAt(REPRISE, 1);
        }
    }

    @Override
    protected Provider clientSslContextProvider() {
        return Way.CHOSEN == Way.ARGUMENT ? REPRISE : super.clientSslContextProvider();
    }

    @Override
    protected Provider serverSslContextProvider() {
        return Way.CHOSEN == Way.ARGUMENT ? REPRISE : super.serverSslContextProvider();
    }

    /** Every context passes through here; its session context tells whose it is, below all that Netty wraps around it. */
    @Override
    protected SslContext wrapContext(SSLEngineTestParam param, SslContext context) {
        var wrapped = super.wrapContext(param, context);
        assertEquals(Way.CHOSEN.sessions, wrapped.sessionContext().getClass().getPackageName(), "whose context it is");
        return wrapped;
    }
}
