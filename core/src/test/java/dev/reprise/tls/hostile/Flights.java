package dev.reprise.tls.hostile;

import dev.reprise.tls.Pair.Direction;
import dev.reprise.tls.Pair.Wire;
import java.util.ArrayList;
import java.util.List;

/** Writes down the records that pass, of one connection or of several alike: then each at its longest. */
final class Flights implements Wire {
    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int APPLICATION_DATA = 23;
    private static final int HEADER = 5;

    /**
     * A record.
     *
     * @param direction where it went
     * @param number its place in that direction, from 0
     * @param sealed whether it was protected
     * @param length its bytes, header included
     */
    record Record(Direction direction, int number, boolean sealed, int length) {
        /** Tell whether a byte may change unseen: legacy_record_version without protection (RFC 9846 section 5.1). */
        boolean exempt(int offset) {
            return !sealed && (offset == 1 || offset == 2);
        }

        boolean inHeader(int offset) {
            return offset < HEADER;
        }
    }

    private final boolean tls12;
    private final List<List<Record>> seen = List.of(new ArrayList<>(), new ArrayList<>());
    private final int[] passed = new int[2];
    private final boolean[] keyed = new boolean[2];

    Flights(boolean tls12) {
        this.tls12 = tls12;
    }

    /** Begin to watch another connection of the same kind. */
    Flights again() {
        for (int i = 0; i < 2; i++) {
            passed[i] = 0;
            keyed[i] = false;
        }
        return this;
    }

    /** Return the records of a direction. */
    List<Record> of(Direction direction) {
        return seen.get(direction.ordinal());
    }

    @Override
    public List<byte[]> pass(Direction direction, byte[] bytes) {
        int side = direction.ordinal();
        var records = seen.get(side);
        int number = passed[side]++;
        boolean sealed = tls12 ? keyed[side] : bytes[0] == APPLICATION_DATA;
        keyed[side] |= tls12 && bytes[0] == CHANGE_CIPHER_SPEC;
        if (number == records.size()) {
            records.add(new Record(direction, number, sealed, bytes.length));
        } else if (records.get(number).length() < bytes.length) {
            records.set(number, new Record(direction, number, sealed, bytes.length));
        }
        return List.of(bytes);
    }
}
