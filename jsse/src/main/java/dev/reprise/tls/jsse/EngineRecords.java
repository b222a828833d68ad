package dev.reprise.tls.jsse;

import dev.reprise.tls.internal.engine.Engine;
import dev.reprise.tls.internal.record.RecordHeader;
import dev.reprise.tls.internal.record.Scratch;
import dev.reprise.tls.spec.TlsException;
import java.nio.ByteBuffer;

/** Moves records between the protocol's engine and a program's buffers, heap or direct, without a copy where both have arrays. */
final class EngineRecords {
    // In TLS 1.2 the tag takes this much of a record's body at least; in TLS 1.3 a byte more.
    private static final int TAG = 16;

    private EngineRecords() {}

    /** Move what is to be sent beside application data; answers whether nothing is left of it. */
    static boolean drain(Engine engine, ByteBuffer target) throws TlsException {
        if (!engine.hasOutput()) {
            return true;
        }
        if (target.hasArray()) {
            int position = target.position();
            int at = target.arrayOffset() + position;
            target.position(position + engine.drainRecords(target.array(), at, target.remaining()));
            return !engine.hasOutput();
        }
        var scratch = Scratch.take();
        try {
            int count;
            do {
                count = engine.drainRecords(scratch, 0, Math.min(scratch.length, target.remaining()));
                target.put(scratch, 0, count);
            } while (count > 0 && engine.hasOutput());
            return !engine.hasOutput();
        } finally {
            Scratch.give(scratch, 0);
        }
    }

    /** Seal one record of application data; answers how much of it went in. */
    static int seal(Engine engine, Buffers source, int content, ByteBuffer target) throws TlsException {
        var heap = source.heap(content);
        byte[] in = heap == null ? Scratch.take() : heap.array();
        byte[] out = target.hasArray() ? target.array() : Scratch.take();
        try {
            int from = 0;
            if (heap == null) {
                source.peek(in, content);
            } else {
                from = heap.arrayOffset() + heap.position();
            }
            int at = target.hasArray() ? target.arrayOffset() + target.position() : 0;
            int sealed = engine.seal(in, from, content, out, at);
            if (sealed == 0) {
                return 0; // A KeyUpdate has come first, which the next wrap brings out.
            }
            source.skip(content);
            if (target.hasArray()) {
                target.position(target.position() + sealed);
            } else {
                target.put(out, 0, sealed);
            }
            return content;
        } finally {
            if (heap == null) {
                Scratch.give(in, content);
            }
            if (!target.hasArray()) {
                Scratch.give(out, 0);
            }
        }
    }

    /** Return the length of the record that comes first, or more than there is when not even that is known. */
    static int recordLength(Engine engine, ByteBuffer source) throws TlsException {
        if (source.remaining() < RecordHeader.LENGTH) {
            return Integer.MAX_VALUE;
        }
        return engine.recordLength(source);
    }

    /** Let the engine take a record; answers how much application data it held, {@code BUSY} or {@code CLOSED}. */
    static int open(Engine engine, ByteBuffer source, int length, Buffers target) throws TlsException {
        byte[] record = source.hasArray() ? source.array() : Scratch.take();
        int from = source.hasArray() ? source.arrayOffset() + source.position() : 0;
        try {
            if (!source.hasArray()) {
                source.get(source.position(), record, 0, length);
            }
            var heap = target.heap(Math.max(0, length - RecordHeader.LENGTH - TAG));
            if (heap != null && !sameArray(heap, record)) {
                int position = heap.position();
                int at = heap.arrayOffset() + position;
                int produced = engine.read(record, from, heap.array(), at, heap.remaining());
                heap.position(position + Math.max(0, produced));
                return produced;
            }
            var scratch = Scratch.take();
            int produced = 0;
            try {
                produced = engine.read(record, from, scratch, 0, scratch.length);
                if (produced > 0) {
                    target.put(scratch, produced);
                }
                return produced;
            } finally {
                Scratch.give(scratch, Math.max(0, produced));
            }
        } finally {
            if (!source.hasArray()) {
                Scratch.give(record, 0);
            }
        }
    }

    /** What is opened in the array it lies in might run over records that are not read yet. */
    @SuppressWarnings({"ReferenceEquality", "ByteBufferBackingArray"}) // Whether it is the same memory at all.
    private static boolean sameArray(ByteBuffer buffer, byte[] array) {
        return buffer.array() == array;
    }
}
