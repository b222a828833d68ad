package dev.reprise.tls.internal.ticket;

import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.session.SessionBuilder;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One server's ring, policy and clock, and sessions that it accepts until a test changes something. */
final class TicketFixture {
    static final long LIFETIME = 7200;
    static final Bytes CONTEXT = Bytes.ofHex("c0".repeat(32));
    static final Bytes DIGEST = Bytes.ofHex("d1".repeat(32));
    static final Bytes OTHER_DIGEST = Bytes.ofHex("d2".repeat(32));
    static final X509Certificate CLIENT =
            TestCertificates.named("client").selfSigned().certificate();

    final RingClocks clocks = new RingClocks();
    final KeyRing ring = new KeyRing(clocks.clocks(), new SecureRandom());

    /** Return a key that belongs to a number. */
    static byte[] key(int number) {
        var key = new byte[TicketCipher.KEY_BYTES];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (number * 31 + i + 1);
        }
        return key;
    }

    TicketFixture() {
        ring.serve(Duration.ofDays(7));
    }

    Instant now() {
        return clocks.now();
    }

    long seconds() {
        return now().getEpochSecond();
    }

    /** Return a policy that asks for no client certificate. */
    TicketPolicy policy() {
        return policy(ClientAuthentication.NONE, DIGEST);
    }

    TicketPolicy policy(ClientAuthentication clients, Bytes digest) {
        return policy(clients, digest, (leaf, now) -> null);
    }

    TicketPolicy policy(ClientAuthentication clients, Bytes digest, TicketPolicy.TicketClients foreign) {
        return new TicketPolicy(ring, CONTEXT, Duration.ofSeconds(LIFETIME), clients, digest, foreign);
    }

    TicketPolicy policy(Duration lifetime) {
        return new TicketPolicy(ring, CONTEXT, lifetime, ClientAuthentication.NONE, DIGEST, (leaf, now) -> null);
    }

    static TicketOffer offer() {
        return offer(List.of(CipherSuite.TLS_AES_128_GCM_SHA256), "example.org");
    }

    static TicketOffer offer(List<CipherSuite> suites, @Nullable String serverName) {
        return new TicketOffer(ProtocolVersion.TLS_1_3, suites, serverName, true);
    }

    /** Return a session made now, for the offer and the policy of this fixture. */
    SessionBuilder session() {
        return SessionData.builder()
                .protocolVersion(0x0304)
                .cipherSuite(CipherSuite.TLS_AES_128_GCM_SHA256.code())
                .secret(Secret.take(new byte[32]))
                .time(seconds())
                .timeout(LIFETIME)
                .sessionIdContext(CONTEXT)
                .hostName("example.org")
                .ticketAgeAdd(0xfedcba98L)
                .applicationData(new TicketState(seconds(), TicketState.NO_LIMIT, false, DIGEST).encode())
                .keyExchangeGroup(NamedGroup.X25519.code());
    }

    /** Seal a session. */
    Bytes ticket(SessionBuilder builder) {
        try (var session = builder.build()) {
            return ticket(session.encode());
        }
    }

    /** Seal any plaintext. */
    Bytes ticket(byte[] plaintext) {
        return Bytes.wrap(Objects.requireNonNull(ring.seal(plaintext)));
    }

    /** Open a ticket. */
    SessionData inside(TicketIssue.Issued issued) throws ProtocolException {
        try (var opened = (TicketOpening.Opened) ring.open(issued.ticket().toArray())) {
            return SessionData.parse(Bytes.wrap(opened.session()));
        }
    }

    /** Seal a good session with a change and decide over it. */
    TicketDecision decide(UnaryOperator<SessionBuilder> change, TicketOffer offer, TicketPolicy policy) {
        return TicketAcceptance.decide(ticket(change.apply(session())), offer, policy, now());
    }

    TicketDecision decide(UnaryOperator<SessionBuilder> change) {
        return decide(change, offer(), policy());
    }

    static Bytes der(X509Certificate certificate) {
        try {
            return Bytes.wrap(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }
}
