package dev.reprise.tls.internal.engine;

import dev.reprise.tls.internal.record.Scratch;
import dev.reprise.tls.spec.TlsException;
import java.io.IOException;

/** Where the records of an engine go, as many with one call as one call of the system is worth. One writer at a time. */
public interface RecordSink {
    /** Send records from the front of an array, which may be used again when this returns. */
    void send(byte[] records, int length) throws IOException;

    /** Lend an array for so much application data, of one record or of four; it goes back to {@link Scratch}. */
    static byte[] arrayFor(Engine engine, int length) {
        return length > engine.maxContent() ? Scratch.takeFour() : Scratch.take();
    }

    /**
     * Send what is due with as many records of application data as there is room for, until something else is due. What was
     * sealed before something went wrong is sent all the same: the alert that tells so must come after it.
     *
     * @param end where the data ends in its array
     * @param out holds the records
     * @return how much data they hold; 0 when more is due, or the output is closed
     */
    default int sendData(Engine engine, byte[] source, int offset, int end, byte[] out) throws IOException {
        int at = offset;
        int filled = engine.hasOutput() ? engine.drain(out, 0, out.length) : 0;
        try {
            while (at < end) {
                int content = Math.min(end - at, engine.maxContent());
                if (engine.sealedLength(content) > out.length - filled) {
                    break;
                }
                int sealed = engine.seal(source, at, content, out, filled);
                if (sealed == 0) {
                    break;
                }
                filled += sealed;
                at += content;
            }
        } catch (TlsException e) {
            sendBefore(e, out, filled);
            throw e;
        }
        if (filled > 0) {
            send(out, filled);
        }
        return at - offset;
    }

    private void sendBefore(TlsException thrown, byte[] out, int filled) {
        try {
            if (filled > 0) {
                send(out, filled);
            }
        } catch (IOException e) {
            thrown.addSuppressed(e);
        }
    }
}
