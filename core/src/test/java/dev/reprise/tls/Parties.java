package dev.reprise.tls;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.session.TicketKeyRing;
import dev.reprise.tls.spec.Identity;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;

/** Configs that work together, for tests with a {@link Pair}: certificates made once, clocks that stand still. */
@SuppressWarnings("exports") // of the tests' own jar only
public final class Parties {
    /** Trusted by the clients made here. */
    public static final TestCertificate ROOT = TestCertificates.root("Pair Root");
    /** The servers' certificate, for {@link Pair#NAME} and other.example.org. */
    public static final TestCertificate SERVER = TestCertificates.named("Pair Server")
            .dns(Pair.NAME, "other." + Pair.NAME)
            .server()
            .issuedBy(ROOT);
    /** How long the sessions of the servers made here live. */
    public static final Duration LIFETIME = Duration.ofHours(2);

    private Parties() {}

    /** Return chain and key as one side's identity. */
    public static Identity identity(TestCertificate certificate) {
        return new Identity(certificate.chain(), certificate.key());
    }

    /** Begin a client that trusts {@link #ROOT}. */
    public static ClientConfig.Builder client(RingClocks clocks) {
        return TlsConfig.client().roots(List.of(ROOT.certificate())).clocks(clocks.clocks());
    }

    /** Begin a server with tickets. */
    public static ServerConfig.Builder server(RingClocks clocks) {
        return TlsConfig.server(identity(SERVER)).sessionLifetime(LIFETIME).clocks(clocks.clocks());
    }

    /** Make an empty store of sessions. */
    public static CountingStore store(RingClocks clocks) {
        return new CountingStore(new SessionCache(16, clocks.clocks()));
    }

    /** Make a ring without keys added. */
    public static TicketKeyRing ring(RingClocks clocks) {
        return new TicketKeyRing(clocks.clocks(), new SecureRandom());
    }
}
