package dev.reprise.tls.jsse;

import dev.reprise.tls.internal.cert.Certificates;
import dev.reprise.tls.internal.cert.VerifiedChain;
import dev.reprise.tls.internal.handshake.NegotiatedParameters;
import dev.reprise.tls.internal.handshake.PeerChain;
import dev.reprise.tls.internal.handshake.client.ClientIdentity;
import dev.reprise.tls.internal.handshake.client.ClientSettings;
import dev.reprise.tls.internal.handshake.client.ClientShell;
import dev.reprise.tls.internal.handshake.client.ClientTarget;
import dev.reprise.tls.internal.handshake.client.WantedCertificate;
import dev.reprise.tls.internal.resumption.SessionOffer;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CertificateWithheld;
import dev.reprise.tls.spec.NotOffered;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import java.security.Principal;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Answers by JSSE's managers with what a client proves itself, and whether a server's chain passes. */
final class ClientManagers implements ClientShell {
    private final Handshake handshake;
    private final Managers managers;

    ClientManagers(Handshake handshake, Managers managers) {
        this.handshake = handshake;
        this.managers = managers;
    }

    /** Answer none: {@link ClientQuestions} chooses among the context's sessions. */
    @Override
    public SessionOffer.Choice session(ClientTarget target, ClientSettings settings) {
        return new SessionOffer.Choice(null, NotOffered.NO_STORE, null);
    }

    @Override
    public boolean mayProveIdentity() {
        return managers.keys() != null;
    }

    @Override
    public ClientIdentity identity(WantedCertificate wanted) {
        var keys = managers.keys();
        if (keys == null) {
            return new ClientIdentity.Withheld(CertificateWithheld.NO_IDENTITY);
        }
        var types = SchemeNames.keyTypes(KnownSchemes.of(wanted.schemes())).toArray(String[]::new);
        var alias = handshake.asking().clientAlias(keys, types, issuers(wanted.authorities()));
        var identity = Managers.identity(keys, alias);
        return identity == null
                ? new ClientIdentity.Withheld(CertificateWithheld.NO_IDENTITY)
                : new ClientIdentity.Shown(identity);
    }

    /** Return the names as JSSE has them; null when the server names nobody, which is anybody. */
    static Principal @Nullable [] issuers(List<Bytes> authorities) {
        var issuers = new ArrayList<Principal>(authorities.size());
        for (var authority : authorities) {
            var name = Certificates.authority(authority);
            if (name != null) { // The server may list others.
                issuers.add(name);
            }
        }
        return issuers.isEmpty() ? null : issuers.toArray(Principal[]::new);
    }

    @Override
    public VerifiedChain verify(PeerChain chain) throws ProtocolException {
        // Stored chains, which nothing is negotiated for yet, are not asked about.
        check(chain.certificates(), authType(Objects.requireNonNull(chain.negotiated())));
        return CertificateRefusal.passed(chain.certificates());
    }

    @Override
    public boolean verifiesResumed() {
        return true;
    }

    /** Ask about a chain that was accepted when the session was made: the manager may have learned better since. */
    @Override
    public void resumed(List<X509Certificate> chain, NegotiatedParameters negotiated) throws ProtocolException {
        var authType = authType(negotiated);
        if (!managers.verdicts().accepted(handshake.question(chain, authType))) {
            check(chain, authType);
        }
    }

    private void check(List<X509Certificate> chain, String authType) throws ProtocolException {
        try {
            handshake.asking().checkServer(managers.trust(), chain.toArray(X509Certificate[]::new), authType);
        } catch (CertificateException e) {
            throw CertificateRefusal.of(e, handshake.session().stapled());
        }
        managers.verdicts().accept(handshake.question(chain, authType));
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
