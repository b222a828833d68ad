package dev.reprise.tls.internal.handshake;

import dev.reprise.tls.internal.access.SessionAccess;
import dev.reprise.tls.internal.cert.Certificates;
import dev.reprise.tls.internal.cert.VerifiedChain;
import dev.reprise.tls.internal.crypto.KeyShares;
import dev.reprise.tls.internal.crypto.Signatures;
import dev.reprise.tls.internal.handshake.client.ClientDecisions;
import dev.reprise.tls.internal.handshake.client.ClientIdentity;
import dev.reprise.tls.internal.handshake.client.ClientTarget;
import dev.reprise.tls.internal.handshake.client.ConfiguredClient;
import dev.reprise.tls.internal.handshake.server.ConfiguredServer;
import dev.reprise.tls.internal.handshake.server.ServerDecisions;
import dev.reprise.tls.internal.handshake.server.ServerIdentity;
import dev.reprise.tls.internal.message.RecordSizeLimit;
import dev.reprise.tls.internal.resumption.SessionOffer;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.session.Peer;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.Clocks;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.NotOffered;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Settings for states that a test drives without a config; every chain is verified. */
final class Settings {
    private Settings() {}

    static Shared shared(KeyShares keyShares, SecureRandom random, Clocks clocks) {
        return new Shared(keyShares, new Signatures(random), Certificates::parse, random, clocks, null);
    }

    static Terms terms(List<CipherSuite> suites, List<NamedGroup> groups) {
        return new Terms(
                CipherSuites.of(suites),
                NamedGroups.of(groups),
                SignatureSchemes.ALL,
                SignatureSchemes.ALL,
                ApplicationProtocols.NONE,
                RecordSizeLimit.MAX_CONTENT,
                Terms.DEFAULT_MAX_CERTIFICATES);
    }

    static ClientDecisions client(@Nullable SessionData session, @Nullable Identity identity) {
        return client(() -> session, identity);
    }

    static ClientDecisions client(Supplier<@Nullable SessionData> sessions, @Nullable Identity identity) {
        return new ConfiguredClient(
                (target, settings) -> choice(sessions.get()),
                identity == null ? null : () -> new ClientIdentity.Shown(identity),
                Settings::trusted);
    }

    private static SessionOffer.Choice choice(@Nullable SessionData session) {
        return session == null
                ? new SessionOffer.Choice(null, NotOffered.NONE, null)
                : new SessionOffer.Choice(SessionAccess.inside().session(session, List.of()), null, null);
    }

    static ClientTarget target() {
        var name = "server.test";
        return new ClientTarget(name, true, new Peer(name, 443, Optional.of(name), "", ""));
    }

    static ServerDecisions server(Identity identity) {
        return new ConfiguredServer(name -> List.of(ServerIdentity.of(identity, name)), Settings::trusted);
    }

    private static VerifiedChain trusted(PeerChain chain) {
        return new VerifiedChain(chain.certificates(), Instant.MAX);
    }
}
