package dev.reprise.tls;

import dev.reprise.tls.spec.ClientHelloView;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Choose by what a client offers: another config, for a name with rules of its own (what Go calls GetConfigForClient), or
 * only another identity (GetCertificate). {@link #configs} and {@link #identities} make one from a function. Called in
 * the handshake's tasks, by several threads at once; it may block. What it throws ends the connection.
 */
public interface ServerChoice {
    /**
     * Return the config for this client, made before: its versions, suites, groups, protocols, identities, client
     * certificates and tickets hold from here on. What a connection has before its ClientHello stays as it was: limits,
     * timeouts, padding, the listener. Another choice that the chosen config has is asked for identities alone.
     *
     * @return null for the config that this choice was given to
     * @throws ProtocolException to refuse the client; {@link #unrecognizedName} makes the one for a name that is nobody's
     */
    default @Nullable ServerConfig config(ClientHelloView hello) throws ProtocolException {
        return null;
    }

    /**
     * Return what to prove ourselves with to this client; not asked when a session is resumed. That the key is the
     * certificate's is for the caller to know: it is not tried, as that costs a signature.
     *
     * @return null for what the config has
     * @throws ProtocolException to refuse the client
     */
    default @Nullable Identity identity(ClientHelloView hello) throws ProtocolException {
        return null;
    }

    /** Choose configs by this function, which may return null for the one that this is given to. */
    static ServerChoice configs(Function<ClientHelloView, @Nullable ServerConfig> choice) {
        return new ServerChoice() {
            @Override
            public @Nullable ServerConfig config(ClientHelloView hello) {
                return choice.apply(hello);
            }
        };
    }

    /** Choose identities by this function, which may return null for what the config has. */
    static ServerChoice identities(Function<ClientHelloView, @Nullable Identity> choice) {
        return new ServerChoice() {
            @Override
            public @Nullable Identity identity(ClientHelloView hello) {
                return choice.apply(hello);
            }
        };
    }

    /** Make what refuses a client for the name it asks for, with the alert unrecognized_name (RFC 6066 section 3). */
    static ProtocolException unrecognizedName(ClientHelloView hello) {
        return new ProtocolException(
                Reason.UNRECOGNIZED_NAME,
                hello.serverName()
                        .map(name -> "no server here has the name " + name)
                        .orElse("the client asks for no name"));
    }
}
