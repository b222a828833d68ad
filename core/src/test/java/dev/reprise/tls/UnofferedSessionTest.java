package dev.reprise.tls;

import static dev.reprise.tls.PairTest.assertAborted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.message.ServerHello;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * RFC 5246 section 7.4.1.3: a server that answers with the client's session id resumes its session. The id of a client that
 * offers none, there for middleboxes alone (RFC 9846 appendix E.4), may not come back in TLS 1.2.
 */
class UnofferedSessionTest {
    private static final byte DRAWN = 7;

    private final RingClocks clocks = new RingClocks();

    /** Draws the same byte for ever, so that the test knows the session id. */
    private static final class SameByte extends SecureRandom {
        private static final long serialVersionUID = 1L;

        @Override
        public void nextBytes(byte[] bytes) {
            Arrays.fill(bytes, DRAWN);
        }
    }

    @Test
    void refusesTheEchoOfAnIdThatStandsForNoSession() throws Exception {
        var client = Parties.client(clocks).random(new SameByte()).build();
        var server = Parties.server(clocks).protocols(ProtocolVersion.TLS_1_2).build();
        var id = new byte[32];
        Arrays.fill(id, DRAWN);
        var pair = Pair.of(
                        Pair.engine(client, Pair.NAME),
                        Pair.lyingServer(
                                server,
                                message -> List.of(
                                        message instanceof ServerHello hello
                                                ? Messages.withSessionId(hello, Bytes.wrap(id))
                                                : message)))
                .run();
        assertAborted(pair.client(), Reason.RESUMED_UNOFFERED_SESSION, pair.server());
    }

    @Test
    void takesAnyOtherIdForOneOfTheServers() throws Exception {
        var client = Parties.client(clocks).random(new SameByte()).build();
        var server = Parties.server(clocks).protocols(ProtocolVersion.TLS_1_2).build();
        var pair = Pair.of(
                Pair.engine(client, Pair.NAME),
                Pair.lyingServer(
                        server,
                        message -> List.of(
                                message instanceof ServerHello hello
                                        ? Messages.withSessionId(hello, Bytes.wrap(new byte[32]))
                                        : message)));
        try (pair) {
            assertThat(pair.handshake().client().engine().info().resumed()).isFalse();
        }
    }
}
