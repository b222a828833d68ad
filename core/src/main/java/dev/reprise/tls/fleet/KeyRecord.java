package dev.reprise.tls.fleet;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.time.Instant;

/**
 * One key as the store holds it. Everything but the wrapped key is in the clear and authenticated by the wrapping, so
 * that a record moved to another revision, time or fleet is refused.
 *
 * <pre>
 * struct {
 *     uint8 version = 1;
 *     opaque fleet&lt;1..64&gt;;
 *     uint32 revision;
 *     opaque id[12];
 *     uint64 created;
 *     uint32 discarded;
 *     uint32 retired;
 *     opaque wrapped&lt;1..1024&gt;;
 * } KeyRecord;
 * </pre>
 *
 * @param fleet the fleet's name
 * @param revision counts the fleet's keys, from 1 on
 * @param id 12 bytes derived from the key: after a failover two keys may have one revision
 * @param createdMillis since 1970, by the clock of the server that made it
 * @param discarded keys up to this revision were given up when this one was made, and are wiped at once by whoever reads it
 * @param retired keys up to this revision had been forgotten when this one was made, so nobody puts them back
 * @param wrapped the key, sealed by {@link KeyWrap}
 */
record KeyRecord(
        Bytes fleet, long revision, Bytes id, long createdMillis, long discarded, long retired, Bytes wrapped) {
    static final int ID_BYTES = 12;
    static final int MAX_FLEET_BYTES = 64;
    /** The last revision there can be; no fleet lives to see it. */
    static final long MAX_REVISION = 0xffff_ffffL;

    /** The end of the year 9999: what lies beyond is no time. */
    private static final long MAX_MILLIS = Instant.parse("9999-12-31T23:59:59Z").toEpochMilli();

    private static final int VERSION = 1;

    /** Return what the wrapping authenticates. */
    byte[] context() {
        return head().toArray();
    }

    private Writer head() {
        return new Writer(128)
                .u8(VERSION)
                .vector8(fleet)
                .u32(revision)
                .bytes(id)
                .u32(createdMillis >>> 32)
                .u32(createdMillis & 0xffff_ffffL)
                .u32(discarded)
                .u32(retired);
    }

    Bytes encode() {
        return head().vector16(wrapped).toBytes();
    }

    /** Return the same with another wrapping. */
    KeyRecord wrapped(byte[] bytes) {
        return new KeyRecord(fleet, revision, id, createdMillis, discarded, retired, Bytes.wrap(bytes));
    }

    /** Tell whether a record is of this version; others are a newer program's and left as they are. */
    static boolean readable(Bytes record) {
        return !record.isEmpty() && record.at(0) == VERSION;
    }

    /** Parse a record of this version. */
    static KeyRecord parse(Bytes record) throws ProtocolException {
        var reader = record.reader();
        reader.u8();
        var fleet = reader.vector8(1, MAX_FLEET_BYTES);
        long revision = reader.u32();
        var id = reader.bytes(ID_BYTES);
        long created = reader.u32() << 32 | reader.u32();
        long discarded = reader.u32();
        long retired = reader.u32();
        var wrapped = reader.vector16(1, KeyWrap.MAX_BYTES);
        reader.end();
        if (created < 0 || created > MAX_MILLIS || revision == 0 || discarded >= revision || retired >= revision) {
            throw new ProtocolException(Reason.MALFORMED_MESSAGE, "a key record with impossible numbers");
        }
        return new KeyRecord(fleet.compact(), revision, id.compact(), created, discarded, retired, wrapped.compact());
    }
}
