package dev.reprise.tls.internal.resumption;

import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.Peer;
import dev.reprise.tls.session.Session;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.NamedGroup;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Sessions as connections leave them, for the tests of this package. */
final class TestOrigins {
    static final Instant NOW = TestCertificates.NOW;
    static final String NAME = "example.org";
    static final Peer PEER = new Peer(NAME, 443, Optional.of(NAME), "", "");
    static final List<X509Certificate> CHAIN =
            TestCertificates.named(NAME).dns(NAME).selfSigned().chain();
    static final int LIFETIME = 3_600;

    private TestOrigins() {}

    static SessionOrigin origin(CipherSuite suite, List<X509Certificate> chain) {
        return new SessionOrigin(suite, NamedGroup.X25519, NAME, "h2", chain);
    }

    /** A TLS 1.3 session, with the bytes of its ticket all of one value. */
    static Session tls13(int value, List<X509Certificate> chain, Instant received) {
        try (var psk = secret(32)) {
            return NewSession.tls13(
                    origin(CipherSuite.TLS_AES_128_GCM_SHA256, chain), ticket(value, LIFETIME), psk, received);
        }
    }

    /** A TLS 1.2 session of a ticket. */
    static Session tls12(int value, boolean extendedMasterSecret) {
        try (var main = secret(48)) {
            var suite = CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;
            return NewSession.tls12(
                    origin(suite, CHAIN), ticket(value, LIFETIME), main, extendedMasterSecret, null, NOW);
        }
    }

    /** The same session as another program would have written it. */
    static Session foreign(Session session) throws IOException {
        try (session) {
            return Session.ofDer(session.toDer(), List.of());
        }
    }

    static ReceivedTicket ticket(int value, long lifetimeSeconds) {
        var ticket = new byte[100];
        Arrays.fill(ticket, (byte) value);
        return new ReceivedTicket(Bytes.wrap(ticket), lifetimeSeconds, 7, 0);
    }

    static Secret secret(int length) {
        return Secret.take(new byte[length]);
    }
}
