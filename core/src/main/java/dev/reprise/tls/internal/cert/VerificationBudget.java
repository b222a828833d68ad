package dev.reprise.tls.internal.cert;

import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;

/**
 * The work that one verification may cost, however many paths it looks at: a stranger chooses the certificates, and none of
 * what they can make us do is bounded by the handshake's timeout. Spent once for the whole search; what is over it is
 * {@link Reason#CERTIFICATE_CHAIN_TOO_LONG} and ends the search. Not thread-safe.
 */
final class VerificationBudget {
    /**
     * How often a name is compared with a subtree of a constraint. The largest honest authorities have some hundred subtrees,
     * and the largest honest certificates some hundred names.
     */
    static final int MAX_COMPARISONS = 1 << 18;

    /** How many signatures are checked: an honest path has few, and each costs up to a millisecond. */
    static final int MAX_SIGNATURES = 40;

    private int comparisons;
    private int signatures;

    void spendComparisons(int count) throws ProtocolException {
        comparisons += count;
        if (comparisons > MAX_COMPARISONS) {
            throw over("names compared with constraints " + MAX_COMPARISONS);
        }
    }

    void spendSignature() throws ProtocolException {
        if (++signatures > MAX_SIGNATURES) {
            throw over("signatures checked " + MAX_SIGNATURES);
        }
    }

    /** Tell whether anything is spent, so that no further path is worth a look. */
    boolean over() {
        return comparisons > MAX_COMPARISONS || signatures > MAX_SIGNATURES;
    }

    /** Return how many comparisons have been made or refused. */
    int comparisons() {
        return comparisons;
    }

    /** Return how many signatures have been checked or refused. */
    int signatures() {
        return signatures;
    }

    private static ProtocolException over(String what) {
        return new ProtocolException(
                Reason.CERTIFICATE_CHAIN_TOO_LONG,
                "the certificates cost too much to verify: of " + what + " times is the most");
    }
}
