package dev.reprise.tls.internal.ticket;

/**
 * One key's place in a ring; immutable but for the use count inside its cipher.
 *
 * @param name what tickets begin with
 * @param origin who put it here, which decides how it ages
 * @param standing what it may do while its time lasts
 * @param since when it was added, made or promoted
 * @param cipher the key itself
 */
record RingKey(KeyName name, Origin origin, KeyStanding standing, Moment since, TicketCipher cipher) {

    /** Who put a key into the ring. */
    enum Origin {
        /** Made by the ring itself. */
        AUTOMATIC,
        /** Added by hand. */
        MANUAL,
        /** Placed by replaceAll, whose caller decides how long it lives. */
        PLACED
    }

    /** Tell whether the key may still seal; the boundary second belongs to it, as in libtls. */
    boolean seals(Moment now, long lifetime) {
        if (standing != KeyStanding.SEALS) {
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
        if (standing != KeyStanding.SEALS) {
            return false;
        }
        return switch (origin) {
            case AUTOMATIC -> now.secondsSince(since) > 3 * (lifetime / 4) + lifetime;
            case MANUAL -> now.secondsSince(since) > 2 * lifetime;
            case PLACED -> false;
        };
    }

    RingKey forgotten() {
        return new RingKey(name, origin, KeyStanding.FORGOTTEN, since, cipher);
    }

    RingKey promoted(Moment now) {
        return new RingKey(name, origin, KeyStanding.SEALS, now, cipher);
    }
}
