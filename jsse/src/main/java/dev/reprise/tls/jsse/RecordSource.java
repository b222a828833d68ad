package dev.reprise.tls.jsse;

import dev.reprise.tls.internal.engine.Engine;
import dev.reprise.tls.internal.record.RecordHeader;
import dev.reprise.tls.internal.record.Scratch;
import dev.reprise.tls.spec.TlsException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads whole records from a stream, and nothing behind them: whoever takes TLS off a connection goes on with what follows.
 * A read that times out in the middle of a record loses nothing; the next one goes on. While no record has begun it holds no
 * array. One thread at a time.
 */
final class RecordSource {
    private final Engine engine;
    private final InputStream input;
    private final byte[] header = new byte[RecordHeader.LENGTH];
    private byte @Nullable [] record;
    private int have;

    RecordSource(Engine engine, InputStream input) {
        this.engine = engine;
        this.input = input;
    }

    /**
     * Wait for a whole record.
     *
     * @return an array that begins with it, which goes back by {@link #done}; null at the end of the stream
     * @throws TlsException when its header is none
     * @throws IOException what the stream throws
     */
    byte @Nullable [] receive() throws IOException {
        while (have < RecordHeader.LENGTH) {
            int count = input.read(header, have, RecordHeader.LENGTH - have);
            if (count < 0) {
                return null;
            }
            have += count;
        }
        int length = engine.recordLength(header, 0, RecordHeader.LENGTH);
        var whole = record;
        if (whole == null) {
            whole = Scratch.take();
            System.arraycopy(header, 0, whole, 0, RecordHeader.LENGTH);
            record = whole;
        }
        while (have < length) {
            int count = input.read(whole, have, length - have);
            if (count < 0) {
                return null;
            }
            have += count;
        }
        return whole;
    }

    /** Tell whether a part of a record has come, or the next has: then waiting for it makes sense. */
    int available() throws IOException {
        return input.available();
    }

    /** Give the array back. */
    void done() {
        if (record != null) {
            Scratch.give(record, 0);
            record = null;
        }
        have = 0;
    }
}
