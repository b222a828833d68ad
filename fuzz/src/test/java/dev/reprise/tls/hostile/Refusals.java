package dev.reprise.tls.hostile;

import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What may come of bytes that somebody else chose: nothing, or a refusal with a reason. Any other exception is a finding. */
public final class Refusals {
    private Refusals() {}

    /** Something to try. */
    @FunctionalInterface
    public interface Attempt {
        /** Do it. */
        void run() throws IOException;
    }

    /** Try what speaks to a peer: it may refuse as TLS does. */
    public static void tls(Attempt attempt) {
        try {
            attempt.run();
        } catch (TlsException e) {
            check(e);
        } catch (IOException e) {
            throw new AssertionError("not an exception of TLS", e);
        }
    }

    /** Try what reads a file: it may refuse with an IOException that says why. */
    public static void file(Attempt attempt) {
        try {
            attempt.run();
        } catch (IOException e) {
            if (e.getMessage() == null || e.getMessage().isEmpty()) {
                throw new AssertionError("a refusal that says nothing", e);
            }
            check(e);
        }
    }

    /** A fault of ours that was caught somewhere is none the less one. */
    public static void check(@Nullable Exception refusal) {
        if (refusal instanceof ProtocolException own && own.reason() == Reason.INTERNAL_ERROR) {
            throw new AssertionError("an internal error", refusal);
        }
    }
}
