package dev.reprise.tls.jsse;

import dev.reprise.tls.internal.cert.VerifiedChain;
import dev.reprise.tls.internal.handshake.NegotiatedParameters;
import dev.reprise.tls.internal.handshake.PeerChain;
import dev.reprise.tls.internal.handshake.client.ClientIdentity;
import dev.reprise.tls.internal.handshake.client.ClientSettings;
import dev.reprise.tls.internal.handshake.client.ClientShell;
import dev.reprise.tls.internal.handshake.client.ClientTarget;
import dev.reprise.tls.internal.handshake.client.WantedCertificate;
import dev.reprise.tls.internal.resumption.OfferRules;
import dev.reprise.tls.internal.resumption.SessionOffer;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CertificateWithheld;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.NotOffered;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.io.UncheckedIOException;
import java.security.Principal;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** Answers the questions of a client's states by what JSSE's managers say. */
final class ClientQuestions implements ClientShell {
    private final Handshake handshake;

    ClientQuestions(Handshake handshake) {
        this.handshake = handshake;
    }

    @Override
    public SessionOffer.Choice session(ClientTarget target, ClientSettings settings) {
        var choice = choose(target, settings);
        if (choice.session() == null && !handshake.parameters().sessionCreation()) {
            throw new UncheckedIOException(sessionRequired());
        }
        return choice;
    }

    private static ProtocolException sessionRequired() {
        return new ProtocolException(
                Reason.SESSION_REQUIRED, "No new session is allowed and no existing session can be resumed");
    }

    private SessionOffer.Choice choose(ClientTarget target, ClientSettings settings) {
        if (!handshake.peerKnown()) {
            return new SessionOffer.Choice(null, NotOffered.NONE, null);
        }
        // The trust manager is asked when the server has resumed: before the ClientHello there must be no task.
        var rules = new OfferRules(
                settings.terms().suites().all(),
                false,
                false,
                (chain, name) -> {},
                settings.shared().clocks().wall());
        var sessions = new OfferedSessions(handshake.context().clientSessions());
        var choice = SessionOffer.choose(rules, sessions, target.peer(), target.serverName());
        handshake.offered(sessions.taken());
        return choice;
    }

    @Override
    public boolean mayProveIdentity() {
        return handshake.context().managers().keys() != null;
    }

    @Override
    public ClientIdentity identity(WantedCertificate wanted) {
        handshake.negotiated(wanted.negotiated(), Handshake.known(wanted.schemes()));
        var keys = handshake.context().managers().keys();
        if (keys == null) {
            return new ClientIdentity.Withheld(CertificateWithheld.NO_IDENTITY);
        }
        var types = SchemeNames.keyTypes(Handshake.known(wanted.schemes())).toArray(String[]::new);
        var alias = handshake.asking().clientAlias(keys, types, issuers(wanted.authorities()));
        var key = alias == null ? null : keys.getPrivateKey(alias);
        var chain = alias == null ? null : keys.getCertificateChain(alias);
        if (key == null || chain == null || chain.length == 0) {
            return new ClientIdentity.Withheld(CertificateWithheld.NO_IDENTITY);
        }
        var identity = new Identity(List.of(chain), key);
        handshake.identity(identity);
        return new ClientIdentity.Shown(identity);
    }

    /** Return the names as JSSE has them; null when the server names nobody, which is anybody. */
    static Principal @Nullable [] issuers(List<Bytes> authorities) {
        var issuers = new ArrayList<Principal>(authorities.size());
        for (var authority : authorities) {
            try {
                issuers.add(new X500Principal(authority.toArray()));
            } catch (IllegalArgumentException e) {
                // What is no name is nobody's; the server may list others.
            }
        }
        return issuers.isEmpty() ? null : issuers.toArray(Principal[]::new);
    }

    @Override
    public VerifiedChain verify(PeerChain chain) throws ProtocolException {
        if (!handshake.parameters().sessionCreation()) {
            throw sessionRequired();
        }
        // Stored chains, which nothing is negotiated for yet, are not asked about: see choose.
        var negotiated = Objects.requireNonNull(chain.negotiated());
        handshake.negotiated(negotiated, List.of());
        handshake.session().statusResponses(statusResponses(chain));
        var certificates = chain.certificates().toArray(X509Certificate[]::new);
        try {
            handshake.asking().checkServer(handshake.context().managers().trust(), certificates, authType(negotiated));
        } catch (CertificateException e) {
            throw CertificateRefusal.of(e);
        }
        handshake.session().peerCertificates(chain.certificates());
        return CertificateRefusal.passed(chain.certificates());
    }

    /** Return the OCSP responses in the order of the chain, an empty one where there is none; none at all when none came. */
    private static List<byte[]> statusResponses(PeerChain chain) {
        if (chain.stapled().isEmpty()) {
            return List.of();
        }
        var responses = new ArrayList<byte[]>(chain.certificates().size());
        for (var certificate : chain.certificates()) {
            responses.add(chain.stapled().getOrDefault(certificate, Bytes.EMPTY).toArray());
        }
        return responses;
    }

    /** Name the key exchange, as trust managers want to know it: what may be in the certificate depends on it. */
    private static String authType(NegotiatedParameters negotiated) {
        if (negotiated.version() == ProtocolVersion.TLS_1_3) {
            return "UNKNOWN";
        }
        return switch (negotiated.suites().get(0).keyType()) {
            case ECDSA -> "ECDHE_ECDSA";
            case RSA -> "ECDHE_RSA";
            case ANY -> "UNKNOWN";
        };
    }
}
