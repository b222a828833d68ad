package dev.reprise.tls;

import static dev.reprise.tls.PairTest.assertAborted;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.OfferedPsks;
import dev.reprise.tls.internal.message.PskIdentity;
import dev.reprise.tls.internal.message.SelectedPsk;
import dev.reprise.tls.internal.message.ServerHello;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.TicketKeyRing;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that offers several pre-shared keys (RFC 9846 section 4.3.11): which one the server takes, and what it checks. */
class PskSelectionTest {
    private static final Bytes UNKNOWN = Bytes.wrap(new byte[200]);

    private final RingClocks clocks = new RingClocks();
    private final TicketKeyRing ring = Parties.ring(clocks);
    private final CountingStore store = Parties.store(clocks);

    /** What stands in the server's hello. */
    private @Nullable ServerHello answer;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void takesTheFirstThatItKnowsAndChecksNoOtherBinder(int unknown) throws Exception {
        var tickets = visit(CipherSuite.TLS_AES_128_GCM_SHA256);
        var offered = new ArrayList<byte[]>();
        for (int i = 0; i < unknown; i++) {
            offered.add(null);
        }
        offered.add(tickets.get(0));
        offered.add(tickets.get(1));
        // Bound for the one that is to be taken alone: the other binders are zeros.
        var pair = offer(offered, unknown);
        if (unknown == 0) {
            assertThat(pair.client().failure()).isNull();
            assertThat(pair.server().engine().info().resumed()).isTrue();
        } else {
            // Our client has offered one, so that it takes another index for a lie.
            assertAborted(pair.client(), Reason.SELECTED_UNOFFERED_PSK, pair.server());
        }
        assertSelected(unknown);
    }

    @Test
    void looksAtFourAndGoesOnInFull() throws Exception {
        var ticket = visit(CipherSuite.TLS_AES_128_GCM_SHA256).get(0);
        var offered = new ArrayList<byte[]>();
        for (int i = 0; i < 4; i++) {
            offered.add(null);
        }
        offered.add(ticket);
        var pair = offer(offered, 4);
        assertThat(pair.client().failure()).isNull();
        assertThat(pair.server().engine().info().resumed()).isFalse();
        assertSelected(null);
    }

    @Test
    void choosesTheSuiteByTheTicketTaken() throws Exception {
        var sha384 = visit(CipherSuite.TLS_AES_256_GCM_SHA384).get(0);
        var sha256 = visit(CipherSuite.TLS_CHACHA20_POLY1305_SHA256).get(0);
        var pair = offer(List.of(sha256, sha384), 0);
        assertThat(pair.client().failure()).isNull();
        assertThat(requireNonNull(CipherSuite.find(requireNonNull(answer).cipherSuite()))
                        .hash())
                .isEqualTo(CipherSuite.TLS_CHACHA20_POLY1305_SHA256.hash());
        assertSelected(0);
        // Our client holds the other one's key, so that it goes no further; what it is answered counts.
        offer(List.of(sha384, sha256), 0);
        assertThat(requireNonNull(CipherSuite.find(requireNonNull(answer).cipherSuite())))
                .isEqualTo(CipherSuite.TLS_AES_256_GCM_SHA384);
        assertSelected(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void refusesTheOneItTakesWhenItsBinderIsThatOfAnother(int bound) throws Exception {
        var tickets = visit(CipherSuite.TLS_AES_128_GCM_SHA256);
        var offered = new ArrayList<byte[]>();
        offered.add(bound == 0 ? null : tickets.get(0));
        offered.add(tickets.get(1));
        var pair = offer(offered, bound);
        assertAborted(pair.server(), Reason.BAD_BINDER, pair.client());
        assertThat(answer).isNull();
    }

    private void assertSelected(@Nullable Integer index) {
        var selected = requireNonNull(answer).extensions().find(SelectedPsk.class);
        assertThat(selected).isEqualTo(index == null ? null : new SelectedPsk(index));
    }

    /** Get tickets of a suite; answer their sessions, newest first. */
    private List<byte[]> visit(CipherSuite suite) throws Exception {
        var config = client().cipherSuites(suite).build();
        int before = Psks.sessions(store, config).size();
        Pair.of(config, server().build()).handshake().close();
        var sessions = Psks.sessions(store, config);
        return sessions.subList(0, sessions.size() - before);
    }

    /** Offer these sessions, null for a ticket nobody knows, with the right binder for one of them. */
    private Pair offer(List<byte[]> ders, int bound) throws Exception {
        answer = null;
        var client = Pair.lyingClient(
                client().build(), m -> List.of(m instanceof ClientHello hello ? offering(hello, ders, bound) : m));
        var server = Pair.lyingServer(server().build(), m -> {
            if (m instanceof ServerHello hello) {
                answer = hello;
            }
            return List.of(m);
        });
        return Pair.of(client, server).run();
    }

    private static ClientHello offering(ClientHello hello, List<byte[]> ders, int bound) {
        var identities = new ArrayList<PskIdentity>();
        var binders = new ArrayList<Bytes>();
        for (var der : ders) {
            if (der == null) {
                identities.add(new PskIdentity(UNKNOWN, 0));
                binders.add(Bytes.wrap(new byte[32]));
                continue;
            }
            try (var session = Psks.session(der)) {
                identities.add(new PskIdentity(session.ticket(), 0));
                binders.add(Bytes.wrap(new byte[Psks.hash(session).length()]));
            }
        }
        var offering = Messages.with(hello, new OfferedPsks(identities, binders));
        var key = ders.get(bound);
        return key == null ? offering : Psks.bound(offering, bound, key);
    }

    private ClientConfig.Builder client() {
        return Parties.client(clocks).sessions(store).protocols(ProtocolVersion.TLS_1_3);
    }

    private ServerConfig.Builder server() {
        return Parties.server(clocks).ticketKeys(ring).sessionId(new byte[] {1});
    }
}
