package dev.reprise.tls;

import static dev.reprise.tls.PairTest.assertAborted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.ExtendedMasterSecret;
import dev.reprise.tls.internal.message.Finished;
import dev.reprise.tls.internal.message.ServerHello;
import dev.reprise.tls.internal.message.ServerHelloDone;
import dev.reprise.tls.internal.message.SessionTicket;
import dev.reprise.tls.internal.message.Tls12NewSessionTicket;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What neither side of TLS 1.2 must say of a session or a ticket: each breach has its reason and alert. */
class Tls12ResumptionViolationTest {
    private LyingPeers peers = new LyingPeers(ProtocolVersion.TLS_1_2);

    @Test
    void refusesResumptionWithOtherSuite() throws Exception { // RFC 5246 section 7.4.1.3
        peers.visit();
        peers.serverHello(
                Reason.RESUMED_WITH_OTHER_CIPHER_SUITE,
                h -> Messages.withSuite(h, CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256.code()));
    }

    // RFC 7627 section 5.3, its four rules; the one that goes on in full is Tls12PairTest's.
    @Test
    void refusesResumptionWhoseServerHelloLacksExtendedMasterSecret() throws Exception {
        peers.visit();
        peers.serverHello(Reason.EXTENDED_MASTER_SECRET_MISMATCH, h -> Messages.without(h, ExtendedMasterSecret.class));
    }

    @Test
    void refusesResumptionWhoseClientHelloLacksExtendedMasterSecret() throws Exception {
        peers.visit();
        peers.clientHello(Reason.EXTENDED_MASTER_SECRET_MISMATCH, h -> Messages.without(h, ExtendedMasterSecret.class));
    }

    @Test
    void refusesResumptionWhoseServerHelloAloneHasExtendedMasterSecret() throws Exception {
        var client = peers.client()
                .insecureAllowResumptionWithoutExtendedMasterSecret()
                .build();
        var server = peers.server()
                .insecureAllowResumptionWithoutExtendedMasterSecret()
                .build();
        Lie legacy = m -> List.of(m instanceof ClientHello h ? Messages.without(h, ExtendedMasterSecret.class) : m);
        Pair.of(Pair.lyingClient(client, legacy), server.engine()).handshake().close();
        var lying = Pair.lyingServer(
                server, m -> List.of(m instanceof ServerHello h ? Messages.with(h, new ExtendedMasterSecret()) : m));
        var pair = Pair.of(Pair.lyingClient(client, legacy), lying).run();
        assertAborted(pair.client(), Reason.EXTENDED_MASTER_SECRET_MISMATCH, pair.server());
    }

    @Test
    void takesNoEchoForResumptionWithoutSession() throws Exception {
        var lying = Pair.lyingServer(
                peers.server().build(),
                m -> List.of(m instanceof ServerHello h ? Messages.withSessionId(h, Bytes.wrap(new byte[32])) : m));
        try (var pair = Pair.of(Pair.engine(peers.client().build(), Pair.NAME), lying)
                .handshake()
                .exchange()) {
            assertThat(pair.client().engine().info().resumed()).isFalse();
        }
    }

    @Test
    void refusesTicketsOutOfPlace() { // RFC 5077 section 3.3
        var ticket = new Tls12NewSessionTicket(7200, Bytes.wrap(new byte[100]));
        peers.serverLie(Reason.UNEXPECTED_MESSAGE, m -> m instanceof ServerHelloDone ? List.of(ticket, m) : List.of(m));
        peers.serverLie(Reason.UNEXPECTED_MESSAGE, m -> m instanceof Finished ? List.of(ticket, m) : List.of(m));
        peers.serverLie(Reason.UNEXPECTED_MESSAGE, m -> m instanceof Finished ? List.of(m, ticket) : List.of(m));
        peers = new LyingPeers(ProtocolVersion.TLS_1_2);
        // Promised and not sent: change_cipher_spec comes too early then.
        peers.serverLie(
                Reason.UNEXPECTED_CHANGE_CIPHER_SPEC, m -> m instanceof Tls12NewSessionTicket ? List.of() : List.of(m));
        // Not promised and sent.
        peers.serverLie(
                Reason.UNEXPECTED_MESSAGE,
                m -> m instanceof ServerHello h ? List.of(Messages.without(h, SessionTicket.class)) : List.of(m));
    }
}
