package dev.reprise.tls;

import static dev.reprise.tls.ScriptedSocket.HELLO;
import static dev.reprise.tls.ScriptedSocket.NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reprise.tls.internal.engine.RecordPeer;
import dev.reprise.tls.internal.engine.ScriptedServer;
import dev.reprise.tls.internal.record.ContentType;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.Clocks;
import dev.reprise.tls.spec.PeerAlertException;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;
import dev.reprise.tls.spec.TruncatedException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** A blocking connection, whose peer is the test itself, record by record. */
// A thread of its own, as nothing interrupts a read.
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class TlsConnectionTest {
    @AutoClose
    private final ScriptedSocket rig = new ScriptedSocket();

    TlsConnectionTest() throws IOException {}

    @Test
    void doesTheHandshakeAndCarriesData() throws Exception {
        try (var connection = rig.established(ScriptedServer.costly(), NONE)) {
            assertThat(connection.info().resumed()).isFalse();
            assertThat(connection.remoteAddress()).isEqualTo(rig.far.getLocalSocketAddress());
            rig.send(rig.peer.sealed(ContentType.APPLICATION_DATA, new byte[] {1, 2, 3}));
            var data = new byte[2];
            assertThat(connection.input().read(data)).isEqualTo(2);
            assertThat(connection.input().available()).isEqualTo(1);
            assertThat(connection.input().read()).isEqualTo(3);
            connection.output().write(new byte[20000]);
            connection.output().write(255);
            assertThat(rig.received().content().length()).isEqualTo(16384);
            assertThat(rig.received().content().length()).isEqualTo(3616);
            assertThat(rig.received().content()).isEqualTo(Bytes.ofHex("ff"));
            assertThat(connection.input().read(data, 0, 0)).isZero();
        }
        assertThat(rig.received().content()).isEqualTo(Bytes.ofHex("0100"));
        assertThat(rig.far.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void doesTheHandshakeOnTheFirstRead() throws Exception {
        try (var connection = rig.connection(ScriptedServer.prompt(), NONE, NONE, Clocks.system())) {
            assertThatIllegalStateException().isThrownBy(connection::info);
            rig.send(HELLO);
            rig.peer.writeWith(ScriptedServer.secret(1));
            rig.send(rig.peer.sealed(ContentType.HANDSHAKE, RecordPeer.FINISHED));
            rig.peer.writeWith(ScriptedServer.secret(3));
            rig.send(rig.peer.sealed(ContentType.APPLICATION_DATA, new byte[] {7}));
            assertThat(connection.input().read()).isEqualTo(7);
        }
    }

    @Test
    void takesDataHoweverTheNetworkCutsIt() throws Exception {
        var random = new Random(Long.getLong("test.seed", 9846));
        var sent = new byte[300_000];
        random.nextBytes(sent);
        try (var connection = rig.established(ScriptedServer.prompt(), NONE)) {
            var sender = CompletableFuture.runAsync(() -> {
                try {
                    for (int at = 0; at < sent.length; ) {
                        int count = Math.min(sent.length - at, random.nextInt(20) == 0 ? 16384 : random.nextInt(900));
                        var record =
                                rig.peer.sealed(ContentType.APPLICATION_DATA, Arrays.copyOfRange(sent, at, at + count));
                        int cut = random.nextInt(record.length);
                        rig.far.getOutputStream().write(record, 0, cut);
                        rig.far.getOutputStream().write(record, cut, record.length - cut);
                        at += count;
                    }
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            var got = connection.input().readNBytes(sent.length);
            assertThat(got).isEqualTo(sent);
            sender.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void readsTheEndAfterCloseNotifyAndStillWrites() throws Exception { // RFC 9846 section 6.1
        try (var connection = rig.established(ScriptedServer.prompt(), NONE)) {
            rig.send(rig.peer.sealed(ContentType.APPLICATION_DATA, new byte[] {7}));
            rig.send(rig.peer.sealed(ContentType.ALERT, new byte[] {1, 0}));
            rig.far.shutdownOutput();
            assertThat(connection.input().readAllBytes()).containsExactly(7);
            assertThat(connection.input().read()).isEqualTo(-1);
            connection.output().write(5);
            assertThat(rig.received().content()).isEqualTo(Bytes.ofHex("05"));
        }
    }

    @Test
    void tellsATruncationFromTheEnd() throws Exception { // RFC 9846 section 6.1
        try (var connection = rig.established(ScriptedServer.prompt(), NONE)) {
            rig.send(rig.peer.sealed(ContentType.APPLICATION_DATA, new byte[] {7}));
            var cut = rig.peer.sealed(ContentType.APPLICATION_DATA, new byte[] {8});
            rig.send(Arrays.copyOf(cut, cut.length - 1));
            rig.far.shutdownOutput();
            assertThat(connection.input().read()).isEqualTo(7);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> connection.input().read()).isInstanceOf(TruncatedException.class);
            }
            connection.output().write(5);
            assertThat(rig.received().content()).isEqualTo(Bytes.ofHex("05"));
        }
    }

    @Test
    void tellsATruncationDuringTheHandshake() throws Exception {
        for (int sent : new int[] {0, 3, HELLO.length - 1, HELLO.length}) {
            try (var other = new ScriptedSocket();
                    var connection = other.connection(ScriptedServer.prompt(), NONE, NONE, Clocks.system())) {
                other.send(Arrays.copyOf(HELLO, sent));
                other.far.shutdownOutput();
                var thrown = catchThrowableOfType(TruncatedException.class, connection::handshake);
                assertThat(catchThrowableOfType(
                                TlsException.class, () -> connection.input().read()))
                        .isNotSameAs(thrown)
                        .hasCause(thrown);
                assertThat(catchThrowableOfType(
                                TlsException.class, () -> connection.output().write(1)))
                        .isNotSameAs(thrown)
                        .hasCause(thrown);
            }
        }
    }

    @Test
    void sendsTheAlertBeforeItThrows() throws Exception { // RFC 9846 section 6.2
        try (var connection = rig.established(ScriptedServer.prompt(), NONE)) {
            var record = rig.peer.sealed(ContentType.APPLICATION_DATA, new byte[] {7});
            record[record.length - 1] ^= 1;
            rig.send(record);
            var thrown = catchThrowableOfType(
                    ProtocolException.class, () -> connection.input().read());
            assertThat(thrown.reason()).isEqualTo(Reason.BAD_RECORD);
            assertThat(rig.received().content()).isEqualTo(Bytes.ofHex("0214"));
            assertThat(catchThrowableOfType(
                            TlsException.class, () -> connection.output().write(1)))
                    .isNotSameAs(thrown)
                    .hasCause(thrown);
            assertThat(catchThrowableOfType(
                            TlsException.class, () -> connection.input().read()))
                    .isNotSameAs(thrown)
                    .hasCause(thrown);
        }
        assertThat(rig.far.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void letsTheAlertArriveThoughDataWasLeftUnread() throws Exception {
        var connection = rig.connection(ScriptedServer.prompt(), NONE, NONE, Clocks.system());
        rig.send(RecordPeer.plain(99, new byte[16000]));
        assertThatThrownBy(connection::handshake).isInstanceOf(ProtocolException.class);
        connection.close();
        assertThat(rig.received().content()).isEqualTo(Bytes.ofHex("020a"));
        assertThat(rig.far.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void throwsThePeersAlert() throws Exception {
        try (var connection = rig.established(ScriptedServer.prompt(), NONE)) {
            rig.send(rig.peer.sealed(ContentType.ALERT, new byte[] {2, 48}));
            assertThat(catchThrowableOfType(
                                    PeerAlertException.class,
                                    () -> connection.input().read())
                            .code())
                    .isEqualTo(48);
        }
        assertThat(rig.far.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void answersAKeyUpdateWhileItOnlyReads() throws Exception { // RFC 9846 section 4.7.3
        try (var connection = rig.established(ScriptedServer.prompt(), NONE)) {
            rig.send(rig.peer.keyUpdate(true));
            rig.send(rig.peer.sealed(ContentType.APPLICATION_DATA, new byte[] {7}));
            assertThat(connection.input().read()).isEqualTo(7);
            assertThat(rig.received().content()).isEqualTo(Bytes.ofHex("1800000100"));
            connection.output().write(9);
            assertThat(rig.received().content()).isEqualTo(Bytes.ofHex("09"));
        }
    }

    @Test
    void updatesItsKeysOnRequest() throws Exception { // RFC 9846 section 4.7.3
        try (var connection = rig.established(ScriptedServer.prompt(), NONE)) {
            connection.updateKeys(false);
            assertThat(rig.received().content()).isEqualTo(Bytes.ofHex("1800000100"));
            connection.updateKeys(true);
            assertThat(rig.received().content()).isEqualTo(Bytes.ofHex("1800000101"));
            connection.output().write(9);
            assertThat(rig.received().content()).isEqualTo(Bytes.ofHex("09"));
            connection.closeOutput();
            assertThatIllegalStateException().isThrownBy(() -> connection.updateKeys(true));
        }
    }

    @Test
    void closesItsOutputAlone() throws Exception { // RFC 9846 section 6.1
        try (var connection = rig.established(ScriptedServer.prompt(), NONE)) {
            connection.closeOutput();
            connection.closeOutput();
            assertThat(rig.received().content()).isEqualTo(Bytes.ofHex("0100"));
            assertThatThrownBy(() -> connection.output().write(1)).isInstanceOf(SocketException.class);
            rig.send(rig.peer.sealed(ContentType.APPLICATION_DATA, new byte[] {7}));
            assertThat(connection.input().read()).isEqualTo(7);
        }
        assertThat(rig.far.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void closesFromAnotherThreadWhileOneReads() throws Exception {
        rig.farEnds = false;
        rig.closeTimeout = Duration.ofSeconds(2);
        var connection = rig.established(ScriptedServer.prompt(), NONE);
        var reader = CompletableFuture.supplyAsync(() ->
                catchThrowableOfType(IOException.class, () -> connection.input().read()));
        // Whether the reader waits already or has yet to begin makes no difference to what it gets.
        connection.close();
        assertThat(reader.get(30, TimeUnit.SECONDS)).isInstanceOf(SocketException.class);
        assertThat(rig.received().content()).isEqualTo(Bytes.ofHex("0100"));
        connection.close();
        assertThatThrownBy(() -> connection.input().read()).isInstanceOf(SocketException.class);
        assertThatThrownBy(() -> connection.output().write(1)).isInstanceOf(SocketException.class);
    }

    @Test
    void closesFromAnotherThreadWhileOneWritesIntoAFullNetwork() throws Exception {
        var connection = rig.established(ScriptedServer.prompt(), NONE);
        var begun = new CompletableFuture<Void>();
        var writer = CompletableFuture.supplyAsync(() -> catchThrowableOfType(IOException.class, () -> {
            begun.complete(null);
            for (; ; ) {
                connection.output().write(new byte[1 << 16]);
            }
        }));
        begun.get(30, TimeUnit.SECONDS);
        assertThat(rig.received().content().length()).isEqualTo(16384);
        connection.close();
        assertThat(writer.get(30, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void readsAndWritesAtTheSameTime() throws Exception {
        var data = new byte[2_000_000];
        new Random(Long.getLong("test.seed", 13)).nextBytes(data);
        try (var connection = rig.established(ScriptedServer.prompt(), NONE)) {
            var echo = CompletableFuture.runAsync(() -> {
                try {
                    connection.output().write(data);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            var feeder = CompletableFuture.runAsync(() -> {
                try {
                    for (int i = 0; i < 200; i++) {
                        rig.send(
                                i % 10 == 9
                                        ? rig.peer.keyUpdate(true)
                                        : rig.peer.sealed(ContentType.APPLICATION_DATA, data(i)));
                    }
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            var reading = CompletableFuture.supplyAsync(() -> {
                try {
                    return connection.input().readNBytes(180 * 100);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            int at = 0;
            var got = new byte[data.length];
            while (at < got.length) {
                var record = rig.received();
                if (record.type() == ContentType.APPLICATION_DATA) {
                    record.content().copyTo(got, at);
                    at += record.content().length();
                }
            }
            assertThat(got).isEqualTo(data);
            feeder.get(30, TimeUnit.SECONDS);
            assertThat(reading.get(30, TimeUnit.SECONDS)).hasSize(180 * 100);
            echo.get(30, TimeUnit.SECONDS);
        }
    }

    private static byte[] data(int i) {
        var data = new byte[100];
        Arrays.fill(data, (byte) i);
        return data;
    }
}
