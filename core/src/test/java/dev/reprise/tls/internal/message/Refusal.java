package dev.reprise.tls.internal.message;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Asks for the reason a parser refuses with. */
final class Refusal {
    private Refusal() {}

    /** Return the reason; fail when the call throws nothing, or anything else. */
    static Reason of(ThrowingCallable call) {
        return catchThrowableOfType(ProtocolException.class, call).reason();
    }
}
