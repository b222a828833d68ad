package dev.reprise.tls.hostile;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.reprise.tls.Pair;
import dev.reprise.tls.Pair.Direction;
import dev.reprise.tls.TlsEngine;
import dev.reprise.tls.hostile.Conversations.Conversation;
import dev.reprise.tls.hostile.Reframer.Framing;
import dev.reprise.tls.hostile.Reframer.Inner;
import dev.reprise.tls.internal.message.HandshakeMessage;
import dev.reprise.tls.internal.message.KeyUpdate;
import dev.reprise.tls.internal.record.ContentType;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.TlsException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole engines: any bytes at any moment of a handshake, and any content in records under the right keys. */
@Timeout(10)
class EngineFuzzTest {
    private static final int MOMENTS = 6;
    // The first record after the handshake, in which an honest sender would put its data.
    private static final int CLIENT_DATA = 3;
    private static final int SERVER_DATA = 4;

    static List<byte[]> streams() {
        var seeds = new ArrayList<byte[]>();
        for (int number = 0; number < Conversations.ALL.size(); number++) {
            var conversation = Conversations.ALL.get(number);
            for (var direction : Direction.values()) {
                var whole = new ByteArrayOutputStream();
                Pair.of(conversation.client(), conversation.server())
                        .wire((towards, record) -> {
                            if (towards == direction) {
                                whole.writeBytes(record);
                            }
                            return List.of(record);
                        })
                        .run()
                        .close();
                for (int moment = 0; moment < MOMENTS; moment++) {
                    seeds.add(seed(number, direction.ordinal(), moment, whole.toByteArray()));
                }
            }
        }
        return seeds;
    }

    static List<byte[]> contents() {
        var seeds = new ArrayList<byte[]>();
        var update = HandshakeMessage.encode(new KeyUpdate(true)).toArray();
        for (int number : new int[] {0, 1, 2, CLIENT_DATA, SERVER_DATA}) {
            for (int direction = 0; direction < 2; direction++) {
                seeds.add(seed(0, direction, number, new byte[] {23, 3, 0, 1, 2, 3, 23, 0, 1, 22, 2, 0, 1, 2}));
                seeds.add(seed(1, direction, number, new byte[] {21, 2, 0, 1, 0}));
                var sealed = new byte[3 + update.length];
                sealed[0] = 22;
                sealed[1] = (byte) update.length;
                System.arraycopy(update, 0, sealed, 3, update.length);
                seeds.add(seed(0, direction, number, sealed));
            }
        }
        return seeds;
    }

    private static byte[] seed(int conversation, int direction, int moment, byte[] rest) {
        var seed = new byte[3 + rest.length];
        seed[0] = (byte) conversation;
        seed[1] = (byte) direction;
        seed[2] = (byte) moment;
        System.arraycopy(rest, 0, seed, 3, rest.length);
        return seed;
    }

    /** Which handshake, whom to attack, after how many of the sender's records, and what comes instead of the others. */
    @MethodSource("streams")
    @FuzzTest
    void takesAnyBytes(byte[] data) {
        if (data.length < 3) {
            return;
        }
        Conversation conversation = Conversations.ALL.get((data[0] & 0xff) % Conversations.ALL.size());
        var attacked = Direction.values()[data[1] & 1];
        int honest = (data[2] & 0xff) % MOMENTS;
        var passed = new int[1];
        try (var pair = Pair.of(conversation.client(), conversation.server())
                .wire((direction, record) ->
                        direction == attacked && passed[0]++ >= honest ? List.of() : List.of(record))
                .run()) {
            var victim = attacked == Direction.TO_SERVER ? pair.server() : pair.client();
            if (victim.failure() == null) {
                Refusals.tls(() -> feed(victim.engine(), data));
            }
            Refusals.check(victim.failure());
        }
    }

    private static void feed(TlsEngine engine, byte[] data) throws TlsException {
        var in = ByteBuffer.wrap(data, 3, data.length - 3);
        var out = ByteBuffer.allocate(2 * TlsEngine.MAX_RECORD_BYTES);
        boolean more = true;
        while (more) {
            int before = in.position();
            var status = engine.read(in, out.clear());
            if (out.position() > 0) {
                throw new AssertionError("bytes that nobody has sealed are application data");
            }
            boolean ran = false;
            for (var task = engine.task(); task != null; task = engine.task()) {
                task.run();
                ran = true;
            }
            for (var work = engine.deferred(); work != null; work = engine.deferred()) {
                work.run();
            }
            engine.write(ByteBuffer.allocate(0), out.clear());
            more = status == TlsEngine.Status.OK && (ran || in.position() > before);
        }
        engine.endOfInput();
    }

    /** Protected or not, whom to attack, which record to replace, and the records: type, length, padding, content. */
    @MethodSource("contents")
    @FuzzTest
    void takesAnyContent(byte[] data) {
        if (data.length < 3) {
            return;
        }
        var attacked = Direction.values()[data[1] & 1];
        int number = (data[2] & 0xff) % (SERVER_DATA + 2);
        var said = new ByteArrayOutputStream();
        Framing framing = (direction, passed, record) -> {
            boolean change = direction == attacked && passed == number;
            var records = change ? records(data, record, (data[0] & 1) == 0 && record.sealed()) : List.of(record);
            for (var sent : records) {
                if (direction == attacked && sent.sealed()) {
                    said.writeBytes(applicationData(sent));
                }
            }
            return records;
        };
        var reframer = new Reframer(Conversations.SUITE, framing);
        var server = Conversations.server(ProtocolVersion.TLS_1_3)
                .cipherSuites(Conversations.SUITE)
                .insecureKeyLog(reframer)
                .build();
        try (var pair = Pair.of(Conversations.client().build(), server).wire(reframer)) {
            pair.client().send(new byte[] {1});
            pair.server().send(new byte[] {2});
            pair.run();
            pair.cut(Direction.TO_CLIENT).cut(Direction.TO_SERVER);
            Refusals.check(pair.client().failure());
            Refusals.check(pair.server().failure());
            var victim = attacked == Direction.TO_SERVER ? pair.server() : pair.client();
            var got = victim.received();
            var sent = said.toByteArray();
            if (got.length > sent.length || !Arrays.equals(got, Arrays.copyOf(sent, got.length))) {
                throw new AssertionError("received what was not sent");
            }
        }
    }

    /** Content that was given no type ends in one all the same, unless it is nothing but zeros. */
    private static byte[] applicationData(Inner record) {
        var content = record.content();
        if (record.type() != null) {
            return record.type() == ContentType.APPLICATION_DATA ? content : new byte[0];
        }
        int end = content.length;
        while (end > 0 && content[end - 1] == 0) {
            end--;
        }
        boolean data = end > 0 && content[end - 1] == ContentType.APPLICATION_DATA.code();
        return data ? Arrays.copyOf(content, end - 1) : new byte[0];
    }

    private static List<Inner> records(byte[] data, Inner honest, boolean sealed) {
        var records = new ArrayList<Inner>();
        for (int at = 3; at + 3 <= data.length; ) {
            int length = Math.min(data[at + 1] & 0xff, data.length - at - 3);
            var content = Arrays.copyOfRange(data, at + 3, at + 3 + length);
            records.add(
                    new Inner(sealed, ContentType.find(data[at] & 0xff), content, sealed ? data[at + 2] & 0xff : 0));
            at += 3 + length;
        }
        if (records.isEmpty()) {
            records.add(honest);
        }
        return records;
    }
}
