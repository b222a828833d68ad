package dev.reprise.tls.hostile;

import java.security.SecureRandom;
import java.util.SplittableRandom;

/** Randomness that begins anew when told, so that a finding can be repeated. */
final class CountedRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private transient SplittableRandom random = new SplittableRandom(0);

    /** Begin anew. */
    void restart() {
        random = new SplittableRandom(0);
    }

    @Override
    public void nextBytes(byte[] bytes) {
        if (random == null) {
            random = new SplittableRandom(0); // SecureRandom's constructor may draw before this one is made
        }
        random.nextBytes(bytes);
    }
}
