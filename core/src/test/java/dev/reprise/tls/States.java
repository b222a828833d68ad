package dev.reprise.tls;

import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.Start;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.session.Session;
import dev.reprise.tls.spec.TlsException;
import java.io.IOException;

/** Begins the state machines of a config without an engine, for tests that speak to states directly. */
@SuppressWarnings("exports") // of the tests' own jar only
public final class States {
    private States() {}

    /** Return the first state of a server. */
    public static State server(ServerConfig config) {
        return config.firstState();
    }

    /** Begin a client that wants {@link Pair#NAME}; the session to offer is taken from its store. */
    public static State client(ClientConfig config, Output output) throws TlsException {
        return start(config).begin(output);
    }

    /** Return what begins a client that wants {@link Pair#NAME}; the session to offer is taken from its store. */
    public static Start start(ClientConfig config) {
        return Pair.start(config);
    }

    /** Give a session that came to the store of a client that wants {@link Pair#NAME}. */
    public static void keep(ClientConfig config, Session session) throws IOException {
        var store = config.engines().sessions();
        if (store != null) {
            store.put(config.engines().peer(Pair.NAME, Pair.PORT, Pair.NAME), session);
        }
    }
}
