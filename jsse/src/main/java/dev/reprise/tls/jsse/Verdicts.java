package dev.reprise.tls.jsse;

import dev.reprise.tls.spec.Clocks;
import dev.reprise.tls.spec.SignatureScheme;
import java.security.AlgorithmConstraints;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what a trust manager has accepted lately, so that it need not be asked again for each connection that resumes a
 * session. Only resumption looks here: a full handshake always asks. Once the manager accepts other issuers, as after a trust
 * store was loaded anew, nothing is remembered; of a manager that names no issuers nobody can tell, so it is always asked.
 * Bounded; thread-safe.
 */
final class Verdicts {
    private static final int MAX_QUESTIONS = 256;
    private static final long NANOS = 10L * 60 * 1_000_000_000;

    private final X509TrustManager trust;
    private final Clocks clocks;
    /** When each was accepted, the oldest first. Guarded by this, as is all below. */
    private final Map<Question, Long> accepted = new LinkedHashMap<>();

    private X509Certificate[] issuers = new X509Certificate[0];

    /**
     * What a trust manager is asked.
     *
     * @param client whether the peer is a client
     * @param chain the peer's chain, leaf first
     * @param authType the key exchange, as managers know it
     * @param host who the peer is meant to be
     * @param names the names asked for
     * @param identification how the peer is identified
     * @param constraints the program's constraints on algorithms
     * @param schemes what the peer may sign by, which managers compare the chain with
     */
    record Question(
            boolean client,
            List<X509Certificate> chain,
            String authType,
            @Nullable String host,
            List<SNIServerName> names,
            @Nullable String identification,
            @Nullable AlgorithmConstraints constraints,
            List<SignatureScheme> schemes) {}

    Verdicts(X509TrustManager trust, Clocks clocks) {
        this.trust = trust;
        this.clocks = clocks;
    }

    /** Remember that the manager has accepted this now. */
    synchronized void accept(Question question) {
        if (!issuersStay()) {
            return;
        }
        accepted.remove(question);
        accepted.put(question, clocks.nanoTime().getAsLong());
        if (accepted.size() > MAX_QUESTIONS) {
            var oldest = accepted.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** Tell whether the manager has accepted this lately. */
    synchronized boolean accepted(Question question) {
        if (!issuersStay()) {
            return false;
        }
        var since = accepted.get(question);
        if (since == null) {
            return false;
        }
        if (clocks.nanoTime().getAsLong() - since < NANOS && current(question.chain)) {
            return true;
        }
        accepted.remove(question);
        return false;
    }

    /** Tell whether no certificate has expired: what has may still be accepted, but is asked about. */
    private boolean current(List<X509Certificate> chain) {
        var now = clocks.wall().instant();
        for (var certificate : chain) {
            if (now.isAfter(certificate.getNotAfter().toInstant())) {
                return false;
            }
        }
        return true;
    }

    /** Forget everything unless the manager still names the same issuers; false when it names none. */
    @SuppressWarnings("ReferenceEquality") // Equal ones may have been loaded anew, and then the manager is to be asked.
    private boolean issuersStay() {
        var named = trust.getAcceptedIssuers();
        var now = named == null ? new X509Certificate[0] : named;
        boolean same = now.length == issuers.length;
        for (int i = 0; same && i < now.length; i++) {
            same = now[i] == issuers[i];
        }
        if (!same) {
            accepted.clear();
            issuers = now.clone();
        }
        return now.length > 0;
    }
}
