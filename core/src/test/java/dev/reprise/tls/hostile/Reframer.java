package dev.reprise.tls.hostile;

import dev.reprise.tls.Pair.Direction;
import dev.reprise.tls.Pair.Wire;
import dev.reprise.tls.internal.crypto.Aead;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.keys.TrafficSecret;
import dev.reprise.tls.internal.record.ContentType;
import dev.reprise.tls.internal.record.Opener;
import dev.reprise.tls.spec.AeadAlgorithm;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.KeyLog;
import dev.reprise.tls.spec.ProtocolException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A man in the middle who has the keys, as a server's key log tells them, and changes how content is put into records
 * while both ends believe each other. In TLS 1.2 it changes only what is not protected.
 */
final class Reframer implements Wire, KeyLog {
    static final int MAX_CONTENT = 1 << 14;
    private static final int HEADER = 5;

    /**
     * What is in a record.
     *
     * @param sealed whether it is protected
     * @param type the content's type; null for none, so that nothing but the content and zeros is protected
     * @param content the content
     * @param padding how many zeros follow
     */
    record Inner(boolean sealed, @Nullable ContentType type, byte[] content, int padding) {
        /** The same type with another content. */
        Inner with(byte[] other) {
            return new Inner(sealed, type, other, 0);
        }

        /** Some of the content, in a record of the same kind. */
        Inner part(int from, int to) {
            return with(Arrays.copyOfRange(content, from, to));
        }

        /** The same with zeros after it. */
        Inner padded(int zeros) {
            return new Inner(sealed, type, content, zeros);
        }

        /** The same content as another type, or none. */
        Inner as(@Nullable ContentType other) {
            return new Inner(sealed, other, content, padding);
        }
    }

    /** Says what is sent instead of a record. */
    @FunctionalInterface
    interface Framing {
        /** Pass everything as it is. */
        Framing HONEST = (direction, number, record) -> List.of(record);

        /**
         * Answer the records to send instead of one.
         *
         * @param number which record of its direction it is, from 0
         */
        List<Inner> frame(Direction direction, int number, Inner record);
    }

    /** One direction: the secrets its sender will use, and the keys of now. */
    private static final class Way {
        final Deque<TrafficSecret> secrets = new ArrayDeque<>();
        int passed;
        long sequence;

        @Nullable
        Opener opener;

        @Nullable
        Aead sealing;
    }

    private final AeadAlgorithm aead;
    private final CipherSuite suite;
    private final Framing framing;
    private final Way toServer = new Way();
    private final Way toClient = new Way();

    /** Stand between two that will agree on a suite. */
    Reframer(CipherSuite suite, Framing framing) {
        this.suite = suite;
        this.aead = suite.aead();
        this.framing = framing;
    }

    @Override
    public void log(String label, byte[] clientRandom, byte[] secret) {
        switch (label) {
            case "CLIENT_HANDSHAKE_TRAFFIC_SECRET", "CLIENT_TRAFFIC_SECRET_0" -> add(toServer, secret);
            case "SERVER_HANDSHAKE_TRAFFIC_SECRET", "SERVER_TRAFFIC_SECRET_0" -> add(toClient, secret);
            default -> {}
        }
    }

    private void add(Way way, byte[] secret) {
        way.secrets.add(new TrafficSecret(suite.hash(), Secret.take(secret.clone())));
    }

    @Override
    public List<byte[]> pass(Direction direction, byte[] record) {
        var way = direction == Direction.TO_SERVER ? toServer : toClient;
        try {
            var opened = open(way, record);
            if (opened == null) {
                return List.of(record);
            }
            var sent = new ArrayList<byte[]>();
            for (var inner : framing.frame(direction, way.passed++, opened)) {
                sent.add(inner.sealed() ? seal(way, inner) : plain(inner.type(), inner.content()));
            }
            return sent;
        } catch (ProtocolException e) {
            throw new AssertionError(e);
        }
    }

    /** Answer what is in a record; null after a KeyUpdate, whose keys no log tells. */
    private @Nullable Inner open(Way way, byte[] record) throws ProtocolException {
        var type = ContentType.find(record[0]);
        if (type != ContentType.APPLICATION_DATA) {
            return new Inner(false, type, Arrays.copyOfRange(record, HEADER, record.length), 0);
        }
        var content = new byte[record.length];
        while (true) {
            int length = way.opener == null ? -1 : way.opener.open(record, 0, content, 0);
            if (length >= 0) {
                return new Inner(true, way.opener.type(), Arrays.copyOf(content, length), 0);
            }
            var next = way.secrets.poll();
            if (next == null) {
                return null;
            }
            use(way, next);
        }
    }

    private void use(Way way, TrafficSecret next) {
        try (next;
                var keys = next.keys(aead)) {
            way.opener = Opener.of(Aead.opening(aead, keys.key(), keys.iv()));
            way.sealing = Aead.sealing(aead, keys.key(), keys.iv());
            way.sequence = 0;
        }
    }

    private static byte[] seal(Way way, Inner inner) throws ProtocolException {
        var type = inner.type();
        int length = inner.content().length;
        var plaintext = Arrays.copyOf(inner.content(), length + (type == null ? 0 : 1) + inner.padding());
        if (type != null) {
            plaintext[length] = (byte) type.code();
        }
        var record = plain(ContentType.APPLICATION_DATA, new byte[plaintext.length + AeadAlgorithm.TAG_LENGTH]);
        var sealing = way.sealing;
        if (sealing == null) {
            throw new AssertionError("no key");
        }
        sealing.seal(way.sequence++, record, 0, HEADER, plaintext, 0, plaintext.length, new byte[0], record, HEADER);
        return record;
    }

    /** A record without protection. */
    private static byte[] plain(@Nullable ContentType type, byte[] content) {
        var record = new byte[HEADER + content.length];
        record[0] = (byte) (type == null ? 0 : type.code());
        record[1] = 3;
        record[2] = 3;
        record[3] = (byte) (content.length >>> 8);
        record[4] = (byte) content.length;
        System.arraycopy(content, 0, record, HEADER, content.length);
        return record;
    }
}
