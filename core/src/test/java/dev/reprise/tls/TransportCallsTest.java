package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.tls.internal.engine.Engines;
import dev.reprise.tls.internal.engine.RecordPeer;
import dev.reprise.tls.internal.engine.ScriptedServer;
import dev.reprise.tls.internal.net.StubTransport;
import dev.reprise.tls.internal.record.ContentType;
import dev.reprise.tls.internal.record.Scratch;
import dev.reprise.tls.internal.resumption.SessionSink;
import dev.reprise.tls.spec.Clocks;
import dev.reprise.tls.spec.PeerAlertException;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a connection calls its transport, and that what it has read ahead is neither lost nor taken for more than it is. */
class TransportCallsTest {
    private final RecordPeer peer = new RecordPeer();
    private final Network network = new Network();
    private final TlsConnection connection;

    TransportCallsTest() throws IOException {
        var engine = Engines.server(ScriptedServer.prompt().first());
        connection = new TlsConnection(
                new TlsEngine(engine, SessionSink.NONE, new Announcer(null)),
                network,
                Timeouts.DEFAULT,
                Clocks.system());
        peer.writeWith(ScriptedServer.secret(1));
        network.arrives(
                RecordPeer.plain(22, RecordPeer.HELLO), peer.sealed(ContentType.HANDSHAKE, RecordPeer.FINISHED));
        peer.writeWith(ScriptedServer.secret(3));
    }

    @Test
    void aSmallRecordCostsOneRead() throws Exception {
        connection.handshake();
        network.reads = 0;
        for (int i = 0; i < 5; i++) {
            network.arrives(data(9));
            assertThat(connection.input().read(new byte[100])).isEqualTo(9);
        }
        assertThat(network.reads).isEqualTo(5);
    }

    @Test
    void fourRecordsOfBulkDataCostAReadAndAWrite() throws Exception {
        connection.handshake();
        network.reads = 0;
        var records = new byte[64][];
        for (int i = 0; i < records.length; i++) {
            records[i] = data(16_384);
        }
        network.arrives(records);
        assertThat(connection.input().readNBytes(64 * 16_384)).hasSize(64 * 16_384);
        assertThat(network.reads).isLessThan(64 / 3);

        network.written.clear();
        connection.output().write(new byte[16 * 16_384]);
        assertThat(network.written).hasSize(4);
        connection.output().write(new byte[9]);
        assertThat(network.written).hasSize(5);
    }

    @Test
    void whatCameWithTheHandshakeIsRead() throws Exception {
        network.arrives(data(9), data(3));
        connection.handshake();
        assertThat(connection.input().read(new byte[100])).isEqualTo(9);
        assertThat(connection.input().read(new byte[100])).isEqualTo(3);
    }

    @Test
    void availableCountsOnlyWhatIsOpened() throws Exception {
        connection.handshake();
        network.arrives(data(9), peer.sealed(ContentType.ALERT, new byte[] {1, 0}));
        assertThat(connection.input().available()).isZero();
        assertThat(connection.input().read(new byte[4])).isEqualTo(4);
        assertThat(connection.input().available()).isEqualTo(5);
        assertThat(connection.input().read(new byte[100])).isEqualTo(5);
        assertThat(connection.input().available()).isZero();
        assertThat(connection.input().read()).isEqualTo(-1);
    }

    @Test
    void aTimeoutWithinARecordReadAheadLosesNothing() throws Exception {
        connection.handshake();
        var first = data(700);
        var second = data(2_000);
        network.arrives(first, Arrays.copyOf(second, 1_000));
        assertThat(connection.input().read(new byte[700])).isEqualTo(700);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> connection.input().read()).isInstanceOf(SocketTimeoutException.class);
        }
        network.arrives(Arrays.copyOfRange(second, 1_000, second.length));
        assertThat(connection.input().readNBytes(2_000)).hasSize(2_000);
    }

    @Test
    void whatComesAfterCloseNotifyIsIgnored() throws Exception { // RFC 9846 section 6.1
        connection.handshake();
        network.arrives(data(9), peer.sealed(ContentType.ALERT, new byte[] {1, 0}), "in plain text".getBytes());
        assertThat(connection.input().read(new byte[100])).isEqualTo(9);
        assertThat(connection.input().read()).isEqualTo(-1);
        connection.output().write(7);
        connection.close();
        assertThat(network.closed).isTrue();
    }

    @Test
    void aRecordReadAheadThatDoesNotOpenFailsOnlyAfterTheDataBeforeIt() throws Exception { // RFC 9846 section 5.2
        connection.handshake();
        var good = data(9);
        var broken = data(5);
        broken[broken.length - 1] ^= 1;
        network.arrives(good, broken);
        assertThat(connection.input().read(new byte[100])).isEqualTo(9);
        assertThatThrownBy(() -> connection.input().read())
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        thrown -> assertThat(thrown.reason()).isEqualTo(Reason.BAD_RECORD));
    }

    @Test
    void aBrokenWriteWaitsForNoHalfRecord() throws Exception {
        connection.handshake();
        network.arrives(Arrays.copyOf(data(100), 50));
        assertThatThrownBy(() -> connection.input().read()).isInstanceOf(SocketTimeoutException.class);
        network.broken = true;
        network.calls = 0;
        assertThatThrownBy(() -> connection.output().write(7)).hasMessage("broken");
        assertThat(network.calls).isZero();
    }

    @Test
    void aBrokenWriteTellsTheAlertThatWasReadAhead() throws Exception { // RFC 9846 section 6.2
        connection.handshake();
        var first = data(9);
        network.arrives(first, peer.sealed(ContentType.ALERT, new byte[] {2, 80}));
        assertThat(connection.input().read(new byte[100])).isEqualTo(9);
        network.broken = true;
        assertThatThrownBy(() -> connection.output().write(7)).isInstanceOf(PeerAlertException.class);
    }

    private byte[] data(int length) throws IOException {
        return peer.sealed(ContentType.APPLICATION_DATA, new byte[length]);
    }

    /** Gives all that has arrived as far as there is room for it, and a timeout when there is nothing. */
    private static final class Network extends StubTransport {
        private ByteArrayInputStream arrived = new ByteArrayInputStream(new byte[0]);
        private final List<Integer> written = new ArrayList<>();
        private int calls;
        private int reads;
        private boolean broken;
        private boolean closed;

        void arrives(byte[]... more) {
            arrived = new ByteArrayInputStream(RecordPeer.join(arrived.readAllBytes(), RecordPeer.join(more)));
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            calls++;
            int count = arrived.read(target, offset, length);
            if (count < 0) {
                throw new SocketTimeoutException("nothing has arrived");
            }
            reads++;
            return count;
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            if (broken) {
                throw new SocketException("broken");
            }
            assertThat(length).isBetween(1, Scratch.FOUR_RECORDS);
            written.add(length);
        }

        @Override
        public int available() {
            return arrived.available();
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
