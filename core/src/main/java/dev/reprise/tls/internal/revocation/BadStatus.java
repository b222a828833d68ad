package dev.reprise.tls.internal.revocation;

import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import org.jspecify.annotations.Nullable;

/** Makes the refusal of an OCSP response that is of no use (RFC 6066 section 8). */
final class BadStatus {
    private BadStatus() {}

    /** Say what is wrong with its encoding. */
    static ProtocolException malformed(String what) {
        return new ProtocolException(Reason.BAD_CERTIFICATE_STATUS_RESPONSE, "the OCSP response is malformed: " + what);
    }

    /** Return a refusal of the right reason for what the DER readers throw. */
    static ProtocolException of(ProtocolException e) {
        return e.reason() == Reason.BAD_CERTIFICATE_STATUS_RESPONSE ? e : malformed(String.valueOf(e.getMessage()));
    }

    /** Say what is wrong with the response, as the end of a sentence. */
    static ProtocolException refused(String what) {
        return refused(what, null);
    }

    /** Say what is wrong with the response, as the end of a sentence. */
    static ProtocolException refused(String what, @Nullable Throwable cause) {
        return new ProtocolException(Reason.BAD_CERTIFICATE_STATUS_RESPONSE, "the OCSP response " + what, cause);
    }
}
