package dev.reprise.tls.internal.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.reprise.tls.internal.crypto.Prf;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.session.SessionBuilder;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.ticket.TicketDecision.Accepted;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ProtocolVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random sessions, bytes, offers and policies: never an exception, and what is accepted meets every rule. */
class TicketAcceptanceFuzzTest {
    private static final long SEED = Long.getLong("test.seed", 20260101);
    private static final int ROUNDS = 20_000;
    private static final String[] NAMES = {"example.org", "EXAMPLE.org", "other.example", "", null};

    private final Random random = new Random(SEED);
    private final TicketFixture server = new TicketFixture();

    @Test
    void neverThrowsAndAcceptsOnlyWhatMeetsEveryRule() {
        var accepted = new EnumMap<ProtocolVersion, Integer>(ProtocolVersion.class);
        for (int round = 0; round < ROUNDS; round++) {
            var policy = policy();
            var version = random.nextBoolean() ? ProtocolVersion.TLS_1_2 : ProtocolVersion.TLS_1_3;
            var offer = offer(version);
            var now = now();
            try {
                var decision = TicketAcceptance.decide(ticket(version), offer, policy, now);
                if (decision instanceof Accepted taken) {
                    accepted.merge(offer.version(), 1, Integer::sum);
                    assertMeetsEveryRule(taken, offer, policy, now);
                    taken.session().close();
                }
            } catch (RuntimeException | AssertionError e) {
                fail("round %d, -Dtest.seed=%d".formatted(round, SEED), e);
            }
        }
        for (var version : ProtocolVersion.values()) {
            assertThat(accepted.getOrDefault(version, 0))
                    .as("some of %s are taken, or nothing was tested", version)
                    .isGreaterThan(ROUNDS / 200);
        }
    }

    private void assertMeetsEveryRule(Accepted taken, TicketOffer offer, TicketPolicy policy, Instant now) {
        var session = taken.session();
        long seconds = Math.clamp(now.getEpochSecond(), 0, SessionData.MAX_TIME);
        assertThat(session.protocolVersion()).isEqualTo(offer.version().code());
        assertThat(session.sessionIdContext()).isEqualTo(policy.sessionIdContext());
        assertThat(seconds - session.time()).isLessThanOrEqualTo(session.timeout());
        assertThat(session.time()).isLessThanOrEqualTo(seconds + 300);
        assertThat(taken.state().firstFullHandshake()).isGreaterThanOrEqualTo(seconds - TicketFixture.LIFETIME);
        assertThat(offer.mutualSuites()).contains(taken.suite());
        if (offer.version() == ProtocolVersion.TLS_1_3) {
            assertThat(session.secret().length()).isEqualTo(taken.suite().hash().length());
            assertThat(offer.pskDheKe()).isTrue();
        } else {
            assertThat(session.secret().length()).isEqualTo(Prf.MAIN_SECRET_LENGTH);
            assertThat(session.extendedMasterSecret() || offer.withoutExtendedMasterSecret())
                    .isTrue();
        }
        assertThat(session.hostName() == null).isEqualTo(offer.serverName() == null);
        if (policy.clientAuthentication() != ClientAuthentication.NONE) {
            assertThat(taken.state().clientCertificateAsked()).isTrue();
            assertThat(taken.state().policyDigest()).isEqualTo(policy.digest());
        }
        if (policy.clientAuthentication() == ClientAuthentication.REQUIRED) {
            assertThat(taken.clientCertificate()).isNotNull();
        }
    }

    private Bytes ticket(ProtocolVersion version) {
        if (random.nextInt(10) == 0) {
            return Bytes.wrap(bytes(random.nextInt(300)));
        }
        var plaintext = random.nextInt(10) == 0 ? bytes(random.nextInt(300)) : session(version);
        var ticket = server.ticket(plaintext).toArray();
        if (random.nextInt(20) == 0) {
            ticket[random.nextInt(ticket.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return Bytes.wrap(ticket);
    }

    private byte[] session(ProtocolVersion version) {
        byte[] plaintext;
        try (var session = changed(made(version)).build()) {
            plaintext = session.encode();
        }
        while (random.nextInt(8) == 0) {
            plaintext[random.nextInt(plaintext.length)] = (byte) random.nextInt();
        }
        return plaintext;
    }

    /** Make a session that is mostly accepted as it is, half of those of TLS 1.2 with extended master secret. */
    private SessionBuilder made(ProtocolVersion version) {
        var session = server.session();
        return version == ProtocolVersion.TLS_1_3
                ? session
                : session.protocolVersion(version.code())
                        .cipherSuite(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256.code())
                        .secret(Secret.take(new byte[Prf.MAIN_SECRET_LENGTH]))
                        .flags(random.nextBoolean() ? SessionData.FLAG_EXTENDED_MASTER_SECRET : 0);
    }

    private SessionBuilder changed(SessionBuilder session) {
        for (int change = random.nextInt(3); change > 0; change--) {
            switch (random.nextInt(10)) {
                case 0 -> session.protocolVersion(0x0302 + random.nextInt(3));
                case 1 -> session.cipherSuite(0x1301 + random.nextInt(4));
                case 2 -> session.secret(Secret.take(new byte[random.nextBoolean() ? 48 : random.nextInt(49)]));
                case 3 -> session.time(random.nextBoolean() ? near() : random.nextLong(SessionData.MAX_TIME));
                case 4 -> session.timeout(random.nextBoolean() ? random.nextInt(10_000) : Long.MAX_VALUE);
                case 5 -> session.sessionIdContext(Bytes.wrap(bytes(random.nextInt(33))));
                case 6 -> session.hostName(name());
                case 7 ->
                    session.peerCertificate(
                            random.nextInt(3) > 0 ? TicketFixture.der(TicketFixture.CLIENT) : Bytes.ofHex("30020101"));
                case 8 -> session.applicationData(Bytes.wrap(bytes(random.nextInt(50))));
                default ->
                    session.applicationData(new TicketState(near(), near(), random.nextBoolean(), digest()).encode());
            }
        }
        return session;
    }

    private long near() {
        return server.seconds() + random.nextInt(20_000) - 15_000;
    }

    private Instant now() {
        return switch (random.nextInt(20)) {
            case 0 -> Instant.MIN;
            case 1 -> Instant.MAX;
            case 2 -> Instant.EPOCH;
            case 3 -> server.now().plusSeconds(random.nextInt(20_000) - 10_000L);
            default -> server.now();
        };
    }

    private TicketOffer offer(ProtocolVersion version) {
        var suites = new ArrayList<CipherSuite>();
        for (var suite : CipherSuite.values()) {
            if (suite.version() == version && random.nextInt(4) > 0) {
                suites.add(suite);
            }
        }
        return new TicketOffer(
                version,
                suites,
                random.nextInt(4) > 0 ? "example.org" : name(),
                random.nextInt(10) > 0,
                random.nextBoolean());
    }

    private TicketPolicy policy() {
        var clients = switch (random.nextInt(3)) {
            case 0 -> ClientAuthentication.NONE;
            case 1 -> ClientAuthentication.OPTIONAL;
            default -> ClientAuthentication.REQUIRED;
        };
        return server.policy(
                clients,
                digest(),
                (leaf, now) -> random.nextBoolean() ? leaf.getNotAfter().toInstant() : null);
    }

    private Bytes digest() {
        return random.nextBoolean() ? TicketFixture.DIGEST : TicketFixture.OTHER_DIGEST;
    }

    private @Nullable String name() {
        return NAMES[random.nextInt(NAMES.length)];
    }

    private byte[] bytes(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
