package dev.reprise.tls.jsse;

import dev.reprise.tls.internal.cert.VerifiedChain;
import dev.reprise.tls.internal.handshake.NegotiatedParameters;
import dev.reprise.tls.internal.handshake.PeerChain;
import dev.reprise.tls.internal.handshake.server.ReceivedClientHello;
import dev.reprise.tls.internal.handshake.server.ServerDecisions;
import dev.reprise.tls.internal.handshake.server.ServerIdentity;
import dev.reprise.tls.internal.handshake.server.ServerSettings;
import dev.reprise.tls.internal.handshake.server.ServerShell;
import dev.reprise.tls.internal.message.Alpn;
import dev.reprise.tls.internal.message.ServerName;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Printable;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers the questions of a server's states by what a program has set, JSSE's matchers and its selector, and leaves the rest
 * to managers or a config.
 */
final class ServerQuestions implements ServerShell {
    private final Handshake handshake;
    /** Whom to ask about certificates; another once a config has chosen another for this hello. */
    private ServerDecisions asked;

    ServerQuestions(Handshake handshake, ServerDecisions asked) {
        this.handshake = handshake;
        this.asked = asked;
    }

    @Override
    public ServerSettings settings(ReceivedClientHello hello, ServerSettings own) throws ProtocolException {
        var sent = hello.message().extensions().find(ServerName.class);
        if (sent != null) {
            handshake.session().serverName(sent.hostName());
            match(sent.hostName());
        }
        var chosen = asked.settings(hello, own);
        if (!chosen.equals(own)) {
            asked = chosen.decisions();
            return chosen.with(this);
        }
        return own;
    }

    /** Ask the matchers: they may keep what they have seen, so the very objects that were set, and each once. */
    private void match(String sent) throws ProtocolException {
        var matchers = handshake.parameters().matchers();
        if (matchers == null || matchers.isEmpty()) {
            return;
        }
        var name = TlsSession.jsseName(sent);
        if (name == null) {
            return;
        }
        for (var matcher : matchers) {
            if (matcher.getType() == name.getType()) {
                if (matcher.matches(name)) {
                    return;
                }
                break; // There is one for each type.
            }
        }
        // RFC 6066 section 3: a server that does not know the name may abort with unrecognized_name.
        throw new ProtocolException(Reason.UNRECOGNIZED_NAME, "Unrecognized server name indication");
    }

    @Override
    public @Nullable String protocol(List<Bytes> offered, NegotiatedParameters negotiated, ServerSettings settings)
            throws ProtocolException {
        if (JsseProperties.disables(false, "application_layer_protocol_negotiation")) {
            return null;
        }
        if (!handshake.asking().selects()) {
            return settings.terms().protocols().choose(offered);
        }
        handshake.negotiated(negotiated, KnownSchemes.of(negotiated.peerSchemes()));
        handshake.protocolOpen();
        var names = new ArrayList<String>(offered.size());
        for (var name : offered) {
            names.add(AlpnNames.ofJsse(Alpn.decodeName(name)));
        }
        var selected = handshake.asking().select(List.copyOf(names));
        if (selected == null || !(selected.isEmpty() || names.contains(selected))) {
            throw new ProtocolException(
                    Reason.NO_COMMON_APPLICATION_PROTOCOL,
                    selected == null
                            ? "the selector takes none of the application protocols " + Printable.of(names)
                            : "the selector chose '" + selected + "', which is none of " + Printable.of(names));
        }
        return selected.isEmpty() ? null : AlpnNames.ofWire(selected);
    }

    @Override
    public @Nullable ServerIdentity identity(
            ReceivedClientHello hello, NegotiatedParameters negotiated, ServerSettings settings)
            throws ProtocolException {
        if (!handshake.parameters().sessionCreation()) {
            throw new ProtocolException(Reason.SESSION_REQUIRED, "Not resumption, and no new session is allowed");
        }
        handshake.negotiated(negotiated, KnownSchemes.of(negotiated.peerSchemes()));
        var identity = asked.identity(hello, negotiated, settings);
        if (identity != null) {
            handshake.session().ownCertificates(identity.identity().chain());
        }
        return identity;
    }

    @Override
    public VerifiedChain verify(PeerChain chain) throws ProtocolException {
        var path = asked.verify(chain);
        handshake.session().peerCertificates(chain.certificates());
        return path;
    }

    @Override
    public void proven(PeerChain chain, VerifiedChain path) {
        asked.proven(chain, path);
    }
}
