package dev.reprise.tls.internal.engine;

import static java.util.Objects.requireNonNull;

import dev.reprise.tls.internal.crypto.Aead;
import dev.reprise.tls.internal.keys.TrafficSecret;
import dev.reprise.tls.internal.message.EndOfEarlyData;
import dev.reprise.tls.internal.message.HandshakeMessage;
import dev.reprise.tls.internal.message.KeyUpdate;
import dev.reprise.tls.internal.record.ContentType;
import dev.reprise.tls.internal.record.Opener;
import dev.reprise.tls.internal.record.Sealer;
import dev.reprise.tls.internal.record.SealingRules;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.AeadAlgorithm;
import dev.reprise.tls.spec.ProtocolException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The client of a {@link ScriptedServer}, record by record: makes what a test wants and reads what comes back. */
public final class RecordPeer {
    /** The message that stands for ClientHello and ServerHello. */
    public static final byte[] HELLO =
            HandshakeMessage.encode(new EndOfEarlyData()).toArray();
    /** The client's and the server's Finished. */
    public static final byte[] FINISHED =
            HandshakeMessage.encode(ScriptedServer.FINISHED).toArray();

    private @Nullable TrafficSecret writeSecret;
    private @Nullable Sealer sealer;
    private @Nullable TrafficSecret readSecret;
    private @Nullable Opener opener;

    /**
     * What one record held.
     *
     * @param type its inner type
     * @param content its content
     * @param sealed whether it was protected
     */
    public record Received(ContentType type, Bytes content, boolean sealed) {}

    /** Protect what is made from now on. */
    public void writeWith(TrafficSecret secret) {
        writeSecret = secret;
        var aead = ScriptedServer.SUITE.aead();
        try (var keys = secret.keys(aead)) {
            sealer = Sealer.of(aead, Aead.sealing(aead, keys.key(), keys.iv()), SealingRules.DEFAULT, 0);
        }
    }

    /** Open what comes from now on. */
    public void readWith(TrafficSecret secret) {
        readSecret = secret;
        var aead = ScriptedServer.SUITE.aead();
        try (var keys = secret.keys(aead)) {
            opener = Opener.of(Aead.opening(aead, keys.key(), keys.iv()));
        }
    }

    /** A record without protection. */
    public static byte[] plain(int type, byte... content) {
        var record = new byte[5 + content.length];
        record[0] = (byte) type;
        record[1] = 3;
        record[2] = 3;
        record[3] = (byte) (content.length >>> 8);
        record[4] = (byte) content.length;
        System.arraycopy(content, 0, record, 5, content.length);
        return record;
    }

    /** A record under the current keys. */
    public byte[] sealed(ContentType type, byte... content) throws ProtocolException {
        return sealed(type, 0, content);
    }

    /** A record under the current keys, with padding. */
    public byte[] sealed(ContentType type, int padding, byte... content) throws ProtocolException {
        var current = sealer;
        if (current == null) {
            throw new IllegalStateException("no keys");
        }
        var record = new byte[content.length + padding + Sealer.OVERHEAD];
        current.seal(type, content, 0, content.length, padding, record, 0);
        return record;
    }

    /** A record of any TLSInnerPlaintext, also one no Sealer would make: the first record under the current keys. */
    public byte[] sealedInner(byte... inner) throws ProtocolException {
        var secret = writeSecret;
        if (secret == null) {
            throw new IllegalStateException("no keys");
        }
        var record = plain(23, new byte[inner.length + AeadAlgorithm.TAG_LENGTH]);
        try (var keys = secret.keys(ScriptedServer.SUITE.aead());
                var aead = Aead.sealing(ScriptedServer.SUITE.aead(), keys.key(), keys.iv())) {
            aead.seal(0, record, 0, 5, inner, 0, inner.length, new byte[0], record, 5);
        }
        return record;
    }

    /** A KeyUpdate; what follows is under the next keys. */
    public byte[] keyUpdate(boolean requested) throws ProtocolException {
        var record = sealed(
                ContentType.HANDSHAKE,
                HandshakeMessage.encode(new KeyUpdate(requested)).toArray());
        if (writeSecret != null) {
            writeWith(writeSecret.next());
        }
        return record;
    }

    /** Read what the server sent: plain records as they are, protected ones opened, a KeyUpdate followed. */
    public List<Received> read(byte[] bytes) throws ProtocolException {
        var records = new ArrayList<Received>();
        for (var record : split(bytes)) {
            records.add(read(record, records));
        }
        return records;
    }

    /** The whole records that some bytes are; anything else is an AssertionError. */
    public static List<byte[]> split(byte[] bytes) {
        var records = new ArrayList<byte[]>();
        for (int at = 0; at < bytes.length; ) {
            int end = at + 5 + ((bytes[at + 3] & 0xff) << 8 | (bytes[at + 4] & 0xff));
            if (end > bytes.length) {
                throw new AssertionError("a record is cut");
            }
            records.add(Arrays.copyOfRange(bytes, at, end));
            at = end;
        }
        return records;
    }

    private Received read(byte[] record, List<Received> before) throws ProtocolException {
        var type = requireNonNull(ContentType.find(record[0]));
        if (opener == null && type == ContentType.APPLICATION_DATA) {
            readWith(ScriptedServer.secret(2));
        }
        if (type != ContentType.APPLICATION_DATA || opener == null) {
            return new Received(type, Bytes.copyOf(record, 5, record.length - 5), false);
        }
        var out = new byte[record.length];
        int length = opener.open(record, 0, out, 0);
        if (length < 0) {
            throw new AssertionError("record " + before.size() + " does not open");
        }
        var content = Bytes.copyOf(out, 0, length);
        boolean handshake = opener.type() == ContentType.HANDSHAKE;
        var received = new Received(opener.type(), content, true);
        if (handshake && content.at(0) == 24 && readSecret != null) {
            readWith(readSecret.next());
        }
        return received;
    }

    /** One array of several. */
    public static byte[] join(byte[]... parts) {
        var joined = new ByteArrayOutputStream();
        for (var part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
