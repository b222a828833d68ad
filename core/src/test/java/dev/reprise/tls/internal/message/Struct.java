package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Writer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A struct of the presentation language (RFC 9846 section 3) laid over the bytes of a message, so that a test can find each
 * vector in it and give it another length. It knows nothing of our parsers.
 */
final class Struct {
    /** A part of a struct. */
    sealed interface Field permits Fixed, Vector, Choice {}

    /** So many bytes. */
    record Fixed(int bytes) implements Field {}

    /**
     * A vector.
     *
     * @param name as the RFC has it
     * @param prefix bytes of its length field
     * @param min the least content in bytes
     * @param max the most
     * @param elements what it holds, again and again; nothing for opaque content
     */
    record Vector(String name, int prefix, int min, int max, List<Field> elements) implements Field {
        static Vector opaque(String name, int prefix, int min, int max) {
            return new Vector(name, prefix, min, max, List.of());
        }
    }

    /** What follows depends on the bytes read so far of this struct. */
    @FunctionalInterface
    non-sealed interface Choice extends Field {
        /** Answer the fields. */
        List<Field> fields(byte[] before, int remaining);
    }

    /** A vector in a message. */
    static final class Found {
        private final Vector vector;
        private final byte[] content;
        private final List<Object> parts;
        private byte @Nullable [] replaced;

        private Found(Vector vector, byte[] content, List<Object> parts) {
            this.vector = vector;
            this.content = content;
            this.parts = parts;
        }

        Vector vector() {
            return vector;
        }
    }

    private final byte type;
    private final List<Object> parts;
    private final List<Found> found = new ArrayList<>();

    /** Lay fields over a message, which must fit. */
    Struct(Bytes message, List<Field> fields) {
        var bytes = message.toArray();
        type = bytes[0];
        parts = lay(fields, Arrays.copyOfRange(bytes, 4, bytes.length), false);
    }

    /** Return the vectors in it. */
    List<Found> vectors() {
        return found;
    }

    /**
     * Return the message with a vector of another length, cut off or with zeros; the lengths around it fit. Null when one
     * of these cannot say so much.
     */
    @Nullable
    Bytes with(Found vector, int length) {
        vector.replaced = Arrays.copyOf(vector.content, length);
        try {
            var w = new Writer().u8(type);
            int mark = w.open24();
            write(parts, w);
            return w.close24(mark).toBytes();
        } catch (IllegalArgumentException e) {
            return null;
        } finally {
            vector.replaced = null;
        }
    }

    private List<Object> lay(List<Field> fields, byte[] bytes, boolean repeated) {
        var laid = new ArrayList<>();
        int[] at = {0};
        do {
            int start = at[0];
            for (var field : fields) {
                lay(field, bytes, start, at, laid::add);
            }
        } while (repeated && at[0] < bytes.length);
        if (at[0] != bytes.length) {
            throw new AssertionError("a struct of " + at[0] + " bytes over " + bytes.length);
        }
        return laid;
    }

    private void lay(Field field, byte[] bytes, int start, int[] at, Consumer<Object> laid) {
        switch (field) {
            case Fixed fixed -> laid.accept(take(bytes, at, fixed.bytes()));
            case Vector vector -> {
                int length = 0;
                for (var digit : take(bytes, at, vector.prefix())) {
                    length = length << 8 | (digit & 0xff);
                }
                var content = take(bytes, at, length);
                var inside = vector.elements().isEmpty() || length == 0
                        ? List.<Object>of(content)
                        : lay(vector.elements(), content, true);
                var one = new Found(vector, content, inside);
                found.add(one);
                laid.accept(one);
            }
            case Choice choice -> {
                for (var chosen : choice.fields(Arrays.copyOfRange(bytes, start, at[0]), bytes.length - at[0])) {
                    lay(chosen, bytes, start, at, laid);
                }
            }
        }
    }

    private static byte[] take(byte[] bytes, int[] at, int count) {
        at[0] += count;
        return Arrays.copyOfRange(bytes, at[0] - count, at[0]);
    }

    private static void write(List<Object> parts, Writer w) {
        for (var part : parts) {
            if (part instanceof Found vector) {
                var content = new Writer();
                if (vector.replaced == null) {
                    write(vector.parts, content);
                } else {
                    content.bytes(Bytes.wrap(vector.replaced));
                }
                switch (vector.vector.prefix()) {
                    case 1 -> w.vector8(content.toBytes());
                    case 2 -> w.vector16(content.toBytes());
                    default -> w.vector24(content.toBytes());
                }
            } else {
                w.bytes(Bytes.wrap((byte[]) part));
            }
        }
    }
}
