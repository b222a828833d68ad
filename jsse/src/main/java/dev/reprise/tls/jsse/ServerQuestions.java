package dev.reprise.tls.jsse;

import dev.reprise.tls.internal.cert.VerifiedChain;
import dev.reprise.tls.internal.handshake.CipherSuites;
import dev.reprise.tls.internal.handshake.NegotiatedParameters;
import dev.reprise.tls.internal.handshake.PeerChain;
import dev.reprise.tls.internal.handshake.Tls12CertificateMessages;
import dev.reprise.tls.internal.handshake.server.ReceivedClientHello;
import dev.reprise.tls.internal.handshake.server.ServerIdentity;
import dev.reprise.tls.internal.handshake.server.ServerSettings;
import dev.reprise.tls.internal.handshake.server.ServerShell;
import dev.reprise.tls.internal.message.Alpn;
import dev.reprise.tls.internal.message.ServerName;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.CipherSuite.KeyType;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.SignatureScheme;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Answers the questions of a server's states by what JSSE's managers, matchers and selector say. */
final class ServerQuestions implements ServerShell {
    private final Handshake handshake;

    ServerQuestions(Handshake handshake) {
        this.handshake = handshake;
    }

    @Override
    public ServerSettings settings(ReceivedClientHello hello, ServerSettings own) throws ProtocolException {
        var names = serverNames(hello);
        handshake.session().serverNames(names);
        match(names);
        if (handshake.parameters().serversOrder()) {
            return own;
        }
        var suites = new ArrayList<CipherSuite>();
        for (var suite : hello.cipherSuites()) {
            if (own.terms().suites().all().contains(suite) && !suites.contains(suite)) {
                suites.add(suite);
            }
        }
        return suites.isEmpty() ? own : own.with(own.terms().with(CipherSuites.of(suites)));
    }

    private static List<SNIServerName> serverNames(ReceivedClientHello hello) {
        var sent = hello.message().extensions().find(ServerName.class);
        if (sent == null) {
            return List.of();
        }
        try {
            return List.of(new SNIHostName(sent.hostName().getBytes(StandardCharsets.ISO_8859_1)));
        } catch (IllegalArgumentException e) {
            return List.of(); // JSSE has stricter notions of a name than DNS; such a one names nobody.
        }
    }

    /** Ask the matchers: they may keep what they have seen, so the very objects that were set, and each once. */
    private void match(List<SNIServerName> names) throws ProtocolException {
        var matchers = handshake.parameters().matchers();
        if (matchers == null || matchers.isEmpty() || names.isEmpty()) {
            return;
        }
        for (var name : names) {
            for (var matcher : matchers) {
                if (matcher.getType() == name.getType()) {
                    if (matcher.matches(name)) {
                        return;
                    }
                    break; // There is one for each type.
                }
            }
        }
        // RFC 6066 section 3: a server that does not know the name may abort with unrecognized_name.
        throw new ProtocolException(Reason.UNRECOGNIZED_NAME, "Unrecognized server name indication");
    }

    @Override
    public @Nullable String protocol(List<Bytes> offered, NegotiatedParameters negotiated, ServerSettings settings)
            throws ProtocolException {
        if (!handshake.asking().selects()) {
            return settings.terms().protocols().choose(offered);
        }
        handshake.negotiated(negotiated, Handshake.known(negotiated.peerSchemes()));
        var names = new ArrayList<String>(offered.size());
        for (var name : offered) {
            names.add(Alpn.decodeName(name));
        }
        var selected = handshake.asking().select(List.copyOf(names));
        if (selected == null || !(selected.isEmpty() || names.contains(selected))) {
            throw new ProtocolException(
                    Reason.NO_COMMON_APPLICATION_PROTOCOL,
                    selected == null
                            ? "the selector takes none of the application protocols " + names
                            : "the selector chose '" + selected + "', which is none of " + names);
        }
        return selected.isEmpty() ? null : selected;
    }

    @Override
    public @Nullable ServerIdentity identity(
            ReceivedClientHello hello, NegotiatedParameters negotiated, ServerSettings settings)
            throws ProtocolException {
        if (!handshake.parameters().sessionCreation()) {
            throw new ProtocolException(Reason.SESSION_REQUIRED, "Not resumption, and no new session is allowed");
        }
        handshake.negotiated(negotiated, Handshake.known(negotiated.peerSchemes()));
        var keys = handshake.context().managers().keys();
        if (keys == null) {
            return null;
        }
        for (var keyType : keyTypes(negotiated)) {
            var identity = identity(keys, keyType, hello);
            if (identity != null && fits(identity, hello, negotiated, settings)) {
                handshake.session().ownCertificates(identity.chain());
                return ServerIdentity.of(identity, hello.name());
            }
        }
        return null;
    }

    /** Return the types of keys to ask for, in the client's order; in TLS 1.2 those that a common suite is for. */
    private static Set<String> keyTypes(NegotiatedParameters negotiated) {
        boolean tls13 = negotiated.version() == ProtocolVersion.TLS_1_3;
        var types = new LinkedHashSet<String>();
        for (var scheme : Handshake.known(negotiated.peerSchemes())) {
            if (tls13 ? scheme.allowedInCertificateVerify() : suiteTakes(scheme, negotiated.suites())) {
                types.add(SchemeNames.keyType(scheme));
            }
        }
        return types;
    }

    private static boolean suiteTakes(SignatureScheme scheme, List<CipherSuite> suites) {
        var wanted = SchemeNames.keyType(scheme).startsWith("RSA") ? KeyType.RSA : KeyType.ECDSA;
        for (var suite : suites) {
            if (suite.keyType() == wanted) {
                return true;
            }
        }
        return false;
    }

    private @Nullable Identity identity(X509ExtendedKeyManager keys, String keyType, ReceivedClientHello hello) {
        var alias = handshake.asking().serverAlias(keys, keyType, ClientQuestions.issuers(hello.authorities()));
        var key = alias == null ? null : keys.getPrivateKey(alias);
        var chain = alias == null ? null : keys.getCertificateChain(alias);
        if (key == null
                || chain == null
                || chain.length == 0
                || !chain[0].getPublicKey().getAlgorithm().equals(keyType)) {
            return null;
        }
        return new Identity(List.of(chain), key);
    }

    private static boolean fits(
            Identity identity, ReceivedClientHello hello, NegotiatedParameters negotiated, ServerSettings settings) {
        var schemes = negotiated.peerSchemes();
        return schemes != null
                && settings.terms().ownSchemes().forIdentity(identity, negotiated.version(), schemes) != null
                && (negotiated.version() == ProtocolVersion.TLS_1_3
                        || Tls12CertificateMessages.curveOffered(identity.leaf().getPublicKey(), hello.message()));
    }

    @Override
    public VerifiedChain verify(PeerChain chain) throws ProtocolException {
        var certificates = chain.certificates().toArray(X509Certificate[]::new);
        var algorithm = chain.leaf().getPublicKey().getAlgorithm();
        var authType = switch (algorithm) {
            case "EC", "RSA", "RSASSA-PSS", "DSA" -> algorithm;
            default -> "UNKNOWN";
        };
        try {
            handshake.asking().checkClient(handshake.context().managers().trust(), certificates, authType);
        } catch (CertificateException e) {
            throw CertificateRefusal.of(e);
        }
        handshake.session().peerCertificates(chain.certificates());
        return CertificateRefusal.passed(chain.certificates());
    }
}
