package dev.reprise.tls.internal.message;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.reprise.tls.hostile.Refusals;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages and extensions of both versions: what parses encodes to something that parses to the same. */
@Timeout(10)
class MessageFuzzTest {
    private static final int SEEDS_EACH = 3;

    static List<byte[]> tls13Seeds() {
        var generator = new MessageGenerator();
        var seeds = new ArrayList<byte[]>();
        for (var type : MessageGenerator.TYPES) {
            for (int i = 0; i < SEEDS_EACH; i++) {
                seeds.add(withoutLength(generator.message(type)));
            }
        }
        seeds.add(withoutLength(generator.helloRetryRequest()));
        return seeds;
    }

    static List<byte[]> tls12Seeds() {
        var generator = new MessageGenerator();
        var seeds = new ArrayList<byte[]>();
        for (var type : MessageGenerator.TLS12_TYPES) {
            for (int i = 0; i < SEEDS_EACH; i++) {
                seeds.add(withoutLength(generator.tls12Message(type)));
            }
        }
        return seeds;
    }

    static List<byte[]> extensionSeeds() {
        var generator = new MessageGenerator();
        var seeds = new ArrayList<byte[]>();
        for (var context : ExtensionContext.values()) {
            for (int i = 0; i < SEEDS_EACH; i++) {
                var w = new Writer().u8(context.ordinal());
                generator.extensions(context).encode(w);
                seeds.add(w.toArray());
            }
        }
        return seeds;
    }

    private static byte[] withoutLength(HandshakeMessage message) {
        var w = new Writer().u8(message.type().code());
        message.encodeBody(w);
        return w.toArray();
    }

    /** A type and a body. */
    @MethodSource("tls13Seeds")
    @FuzzTest
    void parsesTls13(byte[] data) {
        parse(data, ProtocolVersion.TLS_1_3);
    }

    /** A type and a body. */
    @MethodSource("tls12Seeds")
    @FuzzTest
    void parsesTls12(byte[] data) {
        parse(data, ProtocolVersion.TLS_1_2);
    }

    private static void parse(byte[] data, ProtocolVersion version) {
        if (data.length == 0) {
            return;
        }
        var raw = new Writer()
                .u8(data[0] & 0xff)
                .vector24(Bytes.wrap(data, 1, data.length - 1))
                .toBytes();
        Refusals.tls(() -> {
            var message = HandshakeMessage.parse(raw, version).message();
            same(
                    message,
                    () -> HandshakeMessage.parse(HandshakeMessage.encode(message), version)
                            .message());
        });
    }

    /** The message they are in, and a list of extensions. */
    @MethodSource("extensionSeeds")
    @FuzzTest
    void parsesExtensions(byte[] data) {
        if (data.length == 0) {
            return;
        }
        var contexts = ExtensionContext.values();
        var context = contexts[(data[0] & 0xff) % contexts.length];
        Refusals.tls(() -> {
            var reader = Bytes.wrap(data, 1, data.length - 1).reader();
            var extensions = Extensions.parse(reader, context);
            reader.end();
            var w = new Writer();
            extensions.encode(w);
            same(
                    extensions.list(),
                    () -> Extensions.parse(w.toBytes().reader(), context).list());
        });
    }

    private interface Parse {
        Object again() throws ProtocolException;
    }

    private static void same(Object parsed, Parse parse) {
        try {
            var again = parse.again();
            if (!again.equals(parsed)) {
                throw new AssertionError("parsed " + parsed + ", and again " + again);
            }
        } catch (ProtocolException e) {
            throw new AssertionError("what was parsed does not parse again: " + parsed, e);
        }
    }
}
