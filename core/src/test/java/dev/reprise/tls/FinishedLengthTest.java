package dev.reprise.tls;

import static dev.reprise.tls.PairTest.assertAborted;

import dev.reprise.tls.internal.message.Finished;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * RFC 9846 section 4.5.3: verify_data is as long as the hash; RFC 5246 section 7.4.9: 12 bytes. Another length is no Finished,
 * a decode_error, from either side.
 */
class FinishedLengthTest {
    private final RingClocks clocks = new RingClocks();

    @ParameterizedTest
    @CsvSource({"TLS_1_3, -1", "TLS_1_3, 1", "TLS_1_3, -32", "TLS_1_2, -1", "TLS_1_2, 1", "TLS_1_2, -12"})
    void refusesAnotherLength(ProtocolVersion version, int more) {
        var client = Parties.client(clocks).protocols(version).build();
        var server = Parties.server(clocks).build();
        Lie lie = message -> List.of(message instanceof Finished finished ? longer(finished, more) : message);
        var lied = Pair.of(Pair.engine(client, Pair.NAME), Pair.lyingServer(server, lie))
                .run();
        assertAborted(lied.client(), Reason.BAD_VECTOR_LENGTH, lied.server());
        lied = Pair.of(Pair.lyingClient(client, lie), server.engine()).run();
        assertAborted(lied.server(), Reason.BAD_VECTOR_LENGTH, lied.client());
    }

    private static Finished longer(Finished finished, int more) {
        var verifyData = finished.verifyData().toArray();
        return new Finished(Bytes.wrap(Arrays.copyOf(verifyData, verifyData.length + more)));
    }
}
