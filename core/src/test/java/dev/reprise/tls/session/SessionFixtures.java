package dev.reprise.tls.session;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.session.SessionBuilder;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.Clocks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Sessions, peers and clocks for the tests of this package. */
final class SessionFixtures {
    /** The time of the fixed clocks. */
    static final Instant NOW = TestCertificates.NOW;

    /** A server's certificate for example.org and *.wild.example, behind an intermediate. */
    static final TestCertificate SERVER = TestCertificates.named("example.org")
            .dns("example.org", "*.wild.example")
            .server()
            .issuedBy(TestCertificates.named("Intermediate").authority().issuedBy(TestCertificates.root("Root")));

    private SessionFixtures() {}

    /** Clocks that a test moves. */
    static final class MovingClocks {
        Instant wall = NOW;
        long nanos;

        Clocks clocks() {
            return new Clocks(() -> wall, () -> nanos);
        }

        void pass(Duration time) {
            wall = wall.plus(time);
            nanos += time.toNanos();
        }
    }

    /** Clocks that stand still at NOW. */
    static Clocks stopped() {
        return new MovingClocks().clocks();
    }

    /** A peer without client certificate. */
    static Peer peer(String host) {
        return new Peer(host, 443, Optional.of(host), "", "p0");
    }

    /** The fields of a TLS 1.3 session with a ticket of 100 bytes that tells {@code number}, received at NOW, for an hour. */
    static SessionBuilder tls13(int number) {
        return SessionData.builder()
                .protocolVersion(0x0304)
                .cipherSuite(0x1301)
                .sessionId(Bytes.wrap(new byte[32]))
                .secret(secret(32, number))
                .time(NOW.getEpochSecond())
                .timeout(3_600)
                .peerCertificate(leaf())
                .hostName("example.org")
                .ticketLifetimeHint(3_600)
                .ticket(ticket(number))
                .ticketAgeAdd(0xfedcba98L);
    }

    /** The fields of a TLS 1.2 session, made at NOW, for an hour. */
    static SessionBuilder tls12(int number) {
        return SessionData.builder()
                .protocolVersion(0x0303)
                .cipherSuite(0xc02b)
                .sessionId(Bytes.ofHex("5a".repeat(32)))
                .secret(secret(48, number))
                .time(NOW.getEpochSecond())
                .timeout(7_200)
                .peerCertificate(leaf())
                .hostName("example.org")
                .ticketLifetimeHint(3_600)
                .ticket(ticket(number))
                .flags(SessionData.FLAG_EXTENDED_MASTER_SECRET);
    }

    /** A session of our own, with its chain. */
    static Session ours(SessionBuilder fields) {
        return session(fields, true);
    }

    /** A session as another program writes it. */
    static Session foreign(SessionBuilder fields) {
        return session(fields, false);
    }

    private static Session session(SessionBuilder fields, boolean ours) {
        try (var data = fields.build()) {
            return Session.ofDer(data.encode(), ours ? SERVER.chain() : List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A session block as another program writes it. */
    static String block(SessionBuilder fields) {
        try (var data = fields.build()) {
            return new String(TestCertificate.pem("SSL SESSION PARAMETERS", data.encode()), StandardCharsets.US_ASCII);
        }
    }

    /** The ticket that tells {@code number}. */
    static Bytes ticket(int number) {
        var ticket = new byte[100];
        Arrays.fill(ticket, (byte) 0xee);
        ByteBuffer.wrap(ticket).putInt(number);
        return Bytes.wrap(ticket);
    }

    private static Secret secret(int length, int number) {
        var secret = new byte[length];
        Arrays.fill(secret, (byte) 0x77);
        ByteBuffer.wrap(secret).putInt(number);
        return Secret.take(secret);
    }

    private static Bytes leaf() {
        try {
            return Bytes.wrap(SERVER.certificate().getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }
}
