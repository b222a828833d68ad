package dev.reprise.tls.session;

/**
 * One key's place in a ring; immutable but for the use count inside its cipher.
 *
 * @param name what tickets begin with
 * @param origin who put it here, which decides how it ages
 * @param standing what it may do while its time lasts
 * @param since when it was added, made or promoted
 * @param cipher the key itself
 */
record RingKey(Name name, Origin origin, Standing standing, Moment since, TicketCipher cipher) {

    /** Who put a key into the ring. */
    enum Origin {
        /** Made by the ring itself. */
        AUTOMATIC,
        /** Added by hand. */
        MANUAL,
        /** Placed by replaceAll, whose caller decides how long it lives. */
        PLACED
    }

    /** What a key may do; age takes it from SEALS to opening only. */
    enum Standing {
        NEXT,
        SEALS,
        OPENS,
        FORGOTTEN
    }

    /**
     * A key's name as two big-endian integers.
     *
     * @param high bytes 0 to 7, of which the first four are the revision
     * @param low bytes 8 to 15
     */
    record Name(long high, long low) {
        static Name of(int revision) {
            return new Name((long) revision << 32, 0);
        }

        static Name of(byte[] bytes) {
            return new Name(TicketCipher.longAt(bytes, 0), TicketCipher.longAt(bytes, 8));
        }

        int revision() {
            return (int) (high >>> 32);
        }
    }

    /** Tell whether the key may still seal; the boundary second belongs to it, as in libtls. */
    boolean seals(Moment now, long lifetime) {
        if (standing != Standing.SEALS) {
            return false;
        }
        return switch (origin) {
            case AUTOMATIC -> now.secondsSince(since) <= 3 * (lifetime / 4);
            case MANUAL -> now.secondsSince(since) <= lifetime;
            case PLACED -> true;
        };
    }

    /** Tell whether the time is over in which a ticket sealed under the key can be good: its turn and one lifetime. */
    boolean over(Moment now, long lifetime) {
        if (standing != Standing.SEALS) {
            return false;
        }
        return switch (origin) {
            case AUTOMATIC -> now.secondsSince(since) > 3 * (lifetime / 4) + lifetime;
            case MANUAL -> now.secondsSince(since) > 2 * lifetime;
            case PLACED -> false;
        };
    }

    RingKey forgotten() {
        return new RingKey(name, origin, Standing.FORGOTTEN, since, cipher);
    }

    RingKey promoted(Moment now) {
        return new RingKey(name, origin, Standing.SEALS, now, cipher);
    }
}
