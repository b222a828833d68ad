package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.Peer;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.Session;
import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.session.SessionStore;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.HandshakeKind;
import dev.reprise.tls.spec.NotOffered;
import dev.reprise.tls.spec.ProtocolVersion;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every reason a client has to offer no session, end to end. */
class NotOfferedTest {
    private final RingClocks clocks = new RingClocks();
    private final SessionCache cache = new SessionCache(16, clocks.clocks());
    private final CountingStore store = new CountingStore(cache);

    @Test
    void noStore() throws Exception {
        assertNotOffered(Parties.client(clocks), NotOffered.NO_STORE);
    }

    @Test
    void none() throws Exception {
        assertNotOffered(client(), NotOffered.NONE);
    }

    @Test
    void expired() throws Exception {
        visit(client());
        // The cache drops by its own clock; this one stands still.
        var ahead = new RingClocks();
        ahead.pass(Parties.LIFETIME.toSeconds() + 1);
        assertNotOffered(client().clocks(ahead.clocks()), NotOffered.EXPIRED);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("RFC 9846 section 4.7.1: the age of what comes from the future cannot be told, so it is not offered")
    void fromTheFuture(ProtocolVersion version) throws Exception {
        var client = client().protocols(version);
        visit(client);
        store.ignoreNew(true);
        clocks.setWallForward(-301);
        assertNotOffered(client, NotOffered.FROM_THE_FUTURE);
        clocks.setWallForward(301);
        // It has been kept for the day on which the clock is right again.
        try (var pair = Pair.of(client.build(), Parties.server(clocks).build()).handshake()) {
            assertThat(pair.client().engine().info().notOffered()).isEmpty();
        }
    }

    @Test
    void fromTheFutureByNoMoreThanClocksDiffer() throws Exception {
        visit(client());
        clocks.setWallForward(-300);
        try (var pair =
                Pair.of(client().build(), Parties.server(clocks).build()).handshake()) {
            assertThat(pair.client().engine().info().notOffered()).isEmpty();
        }
    }

    @Test
    @DisplayName("[105] a session is not offered under a name its certificate does not have")
    void name() throws Exception {
        var config = client().build();
        store.takeAllFor(config.engines().peer(Pair.NAME, Pair.PORT, Pair.NAME));
        visit(client());
        var stranger =
                TestCertificates.named("Stranger").dns("example.com").server().issuedBy(Parties.ROOT);
        try (var pair = Pair.of(config, server(stranger).build(), "example.com").handshake()) {
            assertThat(pair.client().engine().info().notOffered()).contains(NotOffered.NAME);
        }
    }

    @Test
    @DisplayName("[106] a session is not offered once its certificate has expired")
    void unverified() throws Exception {
        var brief = TestCertificates.named("Brief")
                .dns(Pair.NAME)
                .server()
                .valid(Instant.parse("2020-01-01T00:00:00Z"), clocks.now().plusSeconds(60))
                .issuedBy(Parties.ROOT);
        Pair.of(client().build(), server(brief).build()).handshake().close();
        clocks.pass(120);
        assertNotOffered(client(), NotOffered.UNVERIFIED);
    }

    @Test
    void suite() throws Exception {
        visit(client().cipherSuites(CipherSuite.TLS_AES_128_GCM_SHA256));
        assertNotOffered(client().cipherSuites(CipherSuite.TLS_AES_256_GCM_SHA384), NotOffered.SUITE);
    }

    @Test
    @DisplayName("[102] a session of a version that is not enabled is not offered")
    void version() throws Exception {
        keepTls12Session();
        assertNotOffered(client().protocols(ProtocolVersion.TLS_1_3), NotOffered.VERSION);
    }

    @Test
    void extendedMasterSecret() throws Exception { // RFC 7627 section 5.3
        keepTls12Session();
        assertNotOffered(client(), NotOffered.EXTENDED_MASTER_SECRET);
    }

    private void keepTls12Session() throws IOException {
        var config = client().build();
        try (var data = SessionData.builder()
                        .protocolVersion(0x0303)
                        .cipherSuite(0xc02b)
                        .sessionId(Bytes.wrap(new byte[32]))
                        .secret(Secret.copyOf(new byte[48]))
                        .time(clocks.now().getEpochSecond())
                        .timeout(7200)
                        .ticket(Bytes.wrap(new byte[100]))
                        .build();
                var session = Session.ofDer(data.encode(), Parties.SERVER.chain())) {
            cache.put(config.engines().peer(Pair.NAME, Pair.PORT, Pair.NAME), session);
        }
    }

    @Test
    void storeThatFails() throws Exception {
        visit(client());
        store.fail("the disk is full");
        try (var pair = Pair.of(client().build(), Parties.server(clocks).build())
                .handshake()
                .exchange()) {
            var info = pair.client().engine().info();
            assertThat(info.notOffered()).contains(NotOffered.STORE);
            assertThat(info.storeFailure()).contains("the disk is full");
            assertThat(info.handshakeKind()).isEqualTo(HandshakeKind.FULL);
        }
    }

    /** As a session file in a read-only directory does. */
    @ParameterizedTest
    @EnumSource(names = {"EXPIRED", "STORE"})
    void storeThatCanRemoveNothing(NotOffered why) throws Exception {
        visit(client());
        if (why == NotOffered.EXPIRED) {
            clocks.setWallForward(Parties.LIFETIME.toSeconds() + 1);
        }
        var readOnly = new SessionStore() {
            @Override
            public Session take(Peer peer, Function<Session, Verdict> check) throws IOException {
                cache.take(peer, check);
                throw new IOException("the directory is read-only");
            }

            @Override
            public void put(Peer peer, Session session) {}

            @Override
            public void forget(Peer peer, Session refused) {}
        };
        try (var pair = Pair.of(
                        Parties.client(clocks).sessions(readOnly).build(),
                        Parties.server(clocks).build())
                .handshake()) {
            var info = pair.client().engine().info();
            assertThat(info.notOffered()).contains(why);
            assertThat(info.storeFailure()).contains("the directory is read-only");
        }
    }

    @Test
    void storeThatThrowsUnchecked() throws Exception {
        for (var fault : List.of(new IllegalStateException("the store is closed"), new IllegalStateException())) {
            var broken = new SessionStore() {
                @Override
                public Session take(Peer peer, Function<Session, Verdict> check) {
                    throw fault;
                }

                @Override
                public void put(Peer peer, Session session) {}

                @Override
                public void forget(Peer peer, Session refused) {}
            };
            try (var pair = Pair.of(
                            Parties.client(clocks).sessions(broken).build(),
                            Parties.server(clocks).build())
                    .handshake()
                    .exchange()) {
                var info = pair.client().engine().info();
                assertThat(info.notOffered()).contains(NotOffered.STORE);
                assertThat(info.storeFailure())
                        .contains(fault.getMessage() == null ? "IllegalStateException" : "the store is closed");
            }
        }
    }

    @Test
    void nothingWhenSessionIsOffered() throws Exception {
        visit(client());
        try (var pair =
                Pair.of(client().build(), Parties.server(clocks).build()).handshake()) {
            assertThat(pair.client().engine().info().notOffered()).isEmpty();
        }
    }

    private ClientConfig.Builder client() {
        return Parties.client(clocks).sessions(store);
    }

    private ServerConfig.Builder server(TestCertificate certificate) {
        return TlsConfig.server(Parties.identity(certificate))
                .sessionLifetime(Parties.LIFETIME)
                .clocks(clocks.clocks());
    }

    private void visit(ClientConfig.Builder client) throws Exception {
        Pair.of(client.build(), Parties.server(clocks).build()).handshake().close();
    }

    private void assertNotOffered(ClientConfig.Builder client, NotOffered why) throws Exception {
        try (var pair = Pair.of(client.build(), Parties.server(clocks).build())
                .handshake()
                .exchange()) {
            var info = pair.client().engine().info();
            assertThat(info.notOffered()).contains(why);
            assertThat(info.handshakeKind()).isEqualTo(HandshakeKind.FULL);
        }
    }
}
