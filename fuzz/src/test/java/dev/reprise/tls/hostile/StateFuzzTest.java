package dev.reprise.tls.hostile;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.reprise.tls.hostile.Conversations.Conversation;
import dev.reprise.tls.hostile.Dialogue.Role;
import dev.reprise.tls.internal.message.HandshakeMessage;
import dev.reprise.tls.internal.message.KeyUpdate;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.TlsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** Every state of both sides and versions, with any message and with a changed one of the handshake itself. */
@Timeout(10)
class StateFuzzTest {
    private static final int HEADER = 4;

    static List<byte[]> messages() throws TlsException {
        var seeds = new ArrayList<byte[]>();
        for (int number = 0; number < Conversations.ALL.size(); number++) {
            var conversation = Conversations.ALL.get(number);
            for (int position = 0; position < conversation.steps(); position++) {
                try (var dialogue = conversation.reach(position)) {
                    var message = dialogue.next().message();
                    if (message.length() > HEADER) {
                        seeds.add(seed(number, position, withoutLength(message)));
                    }
                }
            }
            var update = HandshakeMessage.encode(new KeyUpdate(true));
            seeds.add(seed(number, conversation.steps(), withoutLength(update)));
        }
        return seeds;
    }

    static List<byte[]> changes() {
        var seeds = new ArrayList<byte[]>();
        for (int number = 0; number < Conversations.ALL.size(); number++) {
            for (int position = 0; position < Conversations.ALL.get(number).steps(); position++) {
                seeds.add(seed(number, position, new byte[] {0, 0, 4, 1}));
            }
        }
        return seeds;
    }

    private static byte[] seed(int conversation, int position, byte[] rest) {
        var seed = new byte[2 + rest.length];
        seed[0] = (byte) conversation;
        seed[1] = (byte) position;
        System.arraycopy(rest, 0, seed, 2, rest.length);
        return seed;
    }

    private static byte[] withoutLength(Bytes message) {
        return new Writer()
                .u8(message.at(0))
                .bytes(message.slice(HEADER, message.length() - HEADER))
                .toArray();
    }

    /** Which handshake, after how many steps, and a message: type and body. */
    @MethodSource("messages")
    @FuzzTest
    void takesAnyMessage(byte[] data) throws TlsException {
        if (data.length < 3) {
            return;
        }
        var body = Bytes.wrap(data, 3, data.length - 3);
        var message = new Writer().u8(data[2] & 0xff).vector24(body).toBytes();
        try (var dialogue = reach(data)) {
            var step = dialogue.next();
            var role = step == null ? Role.values()[data[2] & 1] : step.role();
            Refusals.tls(() -> {
                dialogue.take(role, message);
                finish(dialogue);
            });
        }
    }

    /** Which handshake, after how many steps, and changes to the message that follows: kind, place, value. */
    @MethodSource("changes")
    @FuzzTest
    void takesAnyChangeOfAMessage(byte[] data) throws TlsException {
        if (data.length < 6) {
            return;
        }
        try (var dialogue = reach(data)) {
            var step = dialogue.next();
            if (step == null || step.message().length() <= HEADER) {
                return;
            }
            var message = step.message().toArray();
            for (int i = 2; i + 4 <= data.length; i += 4) {
                message = changed(message, data[i] & 3, (data[i + 1] & 0xff) << 8 | (data[i + 2] & 0xff), data[i + 3]);
            }
            int length = message.length - HEADER;
            message[1] = (byte) (length >>> 16);
            message[2] = (byte) (length >>> 8);
            message[3] = (byte) length;
            var sent = Bytes.wrap(message);
            Refusals.tls(() -> {
                dialogue.take(step.role(), sent);
                finish(dialogue);
            });
        }
    }

    private static byte[] changed(byte[] message, int kind, int place, byte value) {
        int at = HEADER + place % Math.max(1, message.length - HEADER);
        switch (kind) {
            case 0 -> {
                if (at < message.length) {
                    message[at] = value;
                }
                return message;
            }
            case 1 -> {
                return Arrays.copyOf(message, at);
            }
            case 2 -> {
                var longer = Arrays.copyOf(message, message.length + 1);
                System.arraycopy(message, at, longer, at + 1, message.length - at);
                longer[at] = value;
                return longer;
            }
            default -> {
                int count = Math.min(value & 0xff, message.length - at);
                var doubled = Arrays.copyOf(message, message.length + count);
                System.arraycopy(message, at, doubled, at + count, message.length - at);
                return doubled;
            }
        }
    }

    private static Dialogue reach(byte[] data) throws TlsException {
        Conversation conversation = Conversations.ALL.get((data[0] & 0xff) % Conversations.ALL.size());
        return conversation.reach((data[1] & 0xff) % (conversation.steps() + 1));
    }

    /** Let both go on with what was said. */
    private static void finish(Dialogue dialogue) throws TlsException {
        for (var step = dialogue.next(); step != null; step = dialogue.next()) {
            dialogue.take(step);
        }
    }
}
