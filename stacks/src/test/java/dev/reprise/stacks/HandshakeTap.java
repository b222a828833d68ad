package dev.reprise.stacks;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Sees from a server's bytes, outside of all TLS, whether each connection was set up in full or resumed: TLS 1.3's
 * ServerHello says so by pre_shared_key (RFC 9846 section 4.3.11), TLS 1.2 by having no Certificate before its
 * change_cipher_spec (RFC 5077 section 3.1).
 */
final class HandshakeTap {
    private static final int HANDSHAKE = 22;
    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int SERVER_HELLO = 2;
    private static final int CERTIFICATE = 11;
    private static final int PRE_SHARED_KEY = 41;
    private static final int SUPPORTED_VERSIONS = 43;
    private static final int ENOUGH = 1 << 15;

    /** How a connection came about. */
    enum Kind {
        FULL,
        RESUMED,
        /** Too few bytes came to tell. */
        NONE
    }

    private final List<ByteArrayOutputStream> connections = new ArrayList<>();

    /** Begin to watch one connection. */
    synchronized OutputStream watch() {
        var begin = new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] bytes, int offset, int length) {
                super.write(bytes, offset, Math.max(0, Math.min(length, ENOUGH - size())));
            }
        };
        connections.add(begin);
        return begin;
    }

    /** Return how the connections since the last call came about. */
    synchronized List<Kind> take() {
        var kinds = connections.stream().map(bytes -> kind(bytes.toByteArray())).toList();
        connections.clear();
        return kinds;
    }

    private static Kind kind(byte[] sent) {
        var messages = new ByteArrayOutputStream();
        for (var records = ByteBuffer.wrap(sent).position(begin(sent)); records.remaining() >= 5; ) {
            int type = records.get();
            records.getShort();
            int length = records.getShort() & 0xffff;
            if (length > records.remaining()) {
                break;
            }
            if (type == CHANGE_CIPHER_SPEC) {
                var kind = kindOf(ByteBuffer.wrap(messages.toByteArray()), true);
                if (kind != Kind.NONE) {
                    return kind;
                }
            } else if (type == HANDSHAKE) {
                messages.write(records.array(), records.position(), length);
            }
            records.position(records.position() + length);
        }
        return kindOf(ByteBuffer.wrap(messages.toByteArray()), false);
    }

    /** Return where the first handshake record begins: behind what a protocol with StartTLS said before. */
    private static int begin(byte[] sent) {
        int at = 0;
        while (at + 1 < sent.length && !(sent[at] == HANDSHAKE && sent[at + 1] == 3)) {
            at++;
        }
        return at;
    }

    private static Kind kindOf(ByteBuffer messages, boolean changesCipher) {
        boolean answered = false;
        while (messages.remaining() >= 4) {
            int head = messages.getInt();
            int length = head & 0xffffff;
            if (length > messages.remaining()) {
                break;
            }
            var body = messages.slice(messages.position(), length);
            messages.position(messages.position() + length);
            if (head >>> 24 == SERVER_HELLO) {
                var extensions = extensions(body);
                if (extensions.contains(SUPPORTED_VERSIONS)) {
                    if (extensions.contains(PRE_SHARED_KEY)) {
                        return Kind.RESUMED;
                    }
                    answered = !retries(body);
                    if (answered) {
                        return Kind.FULL;
                    }
                } else {
                    answered = true;
                }
            } else if (head >>> 24 == CERTIFICATE) {
                return Kind.FULL;
            }
        }
        return answered && changesCipher ? Kind.RESUMED : Kind.NONE;
    }

    /** RFC 9846 section 4.2.3: a HelloRetryRequest is a ServerHello with this random. */
    private static boolean retries(ByteBuffer hello) {
        return hello.getLong(2) == 0xcf21ad74e59a6111L;
    }

    private static List<Integer> extensions(ByteBuffer hello) {
        var types = new ArrayList<Integer>();
        hello.position(34);
        hello.position(hello.position() + 1 + (hello.get(34) & 0xff) + 3);
        if (hello.remaining() >= 2) {
            hello.getShort();
            while (hello.remaining() >= 4) {
                types.add(hello.getShort() & 0xffff);
                int length = hello.getShort() & 0xffff;
                hello.position(hello.position() + length);
            }
        }
        return types;
    }
}
