package dev.reprise.tls.jsse;

import dev.reprise.tls.spec.AlertDescription;
import dev.reprise.tls.spec.PeerAlertException;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;
import dev.reprise.tls.spec.TruncatedException;
import java.io.EOFException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLProtocolException;

/**
 * Says in JSSE's words what ended a connection. Programs look at the classes, and at parts of the texts: whether it is an
 * SSLHandshakeException decides in Kafka whether to try again.
 */
final class Failures {
    /** What an engine says to a peer that speaks something else; Kafka and Netty look for it. */
    static final String PLAINTEXT_ENGINE = "Unrecognized SSL message, plaintext connection?";
    /** What a socket says to such a peer. */
    static final String PLAINTEXT_SOCKET = "Unsupported or unrecognized SSL message";

    private Failures() {}

    /**
     * Translate.
     *
     * @param established whether the handshake was done before
     * @param plaintext what to say of a first record that is none
     * @param hint what else may be why, to be appended
     */
    static SSLException of(TlsException thrown, boolean established, String plaintext, String hint) {
        return switch (thrown) {
            case ProtocolException ours -> ours(ours, established, plaintext);
            case PeerAlertException theirs -> theirs(theirs, established, hint);
            case TruncatedException end -> truncated(end, established, hint);
        };
    }

    private static SSLException ours(ProtocolException thrown, boolean established, String plaintext) {
        if (thrown.reason() == Reason.UNKNOWN_CONTENT_TYPE && !established) {
            return with(new SSLException(plaintext), thrown);
        }
        var alert = "(" + thrown.alert() + ") ";
        if (thrown.getCause() instanceof CertificateException refusal) {
            return with(new SSLHandshakeException(alert + refusal.getMessage()), refusal);
        }
        if (thrown.reason() == Reason.INTERNAL_ERROR && thrown.getCause() instanceof RuntimeException fault) {
            // A manager's or selector's, most likely: what it says is what helps, and no failure of authentication.
            return with(new SSLException(alert + fault.getMessage()), fault);
        }
        var text = alert + thrown.getMessage();
        if (thrown.alert() == AlertDescription.UNEXPECTED_MESSAGE) {
            return with(new SSLProtocolException(text), thrown);
        }
        if (!established) {
            return with(ofHandshake(thrown.alert().code(), text), thrown);
        }
        return switch (thrown.alert()) {
            case DECODE_ERROR, ILLEGAL_PARAMETER -> with(new SSLProtocolException(text), thrown);
            default -> with(new SSLException(text), thrown);
        };
    }

    private static SSLException theirs(PeerAlertException thrown, boolean established, String hint) {
        int code = thrown.code();
        if (code == AlertDescription.CLOSE_NOTIFY.code() || code == AlertDescription.USER_CANCELED.code()) {
            // No SSLHandshakeException: the peer, or something between, may only be shutting down.
            return with(new SSLException("Received close_notify during handshake" + hint), thrown);
        }
        var text = "Received fatal alert: " + AlertDescription.nameOf(code) + hint;
        // The alerts about certificates belong to the handshake,
        // also when TLS 1.3's client has finished before it hears.
        return with(established && !aboutCertificates(code) ? new SSLException(text) : ofHandshake(code, text), thrown);
    }

    /** Some alerts in a handshake say nothing against another try, and Kafka tries again after a plain SSLException alone. */
    private static SSLException ofHandshake(int code, String text) {
        return code == AlertDescription.INTERNAL_ERROR.code()
                        || code == AlertDescription.BAD_RECORD_MAC.code()
                        || code == AlertDescription.INAPPROPRIATE_FALLBACK.code()
                ? new SSLException(text)
                : new SSLHandshakeException(text);
    }

    /** Tell whether an alert that is no warning ended a connection: closing, and an end without, are not (RFC 5246 section 7.2). */
    static boolean byFatalAlert(TlsException reason) {
        return switch (reason) {
            case ProtocolException ours -> ours.alert() != AlertDescription.USER_CANCELED;
            case PeerAlertException theirs ->
                theirs.code() != AlertDescription.CLOSE_NOTIFY.code()
                        && theirs.code() != AlertDescription.USER_CANCELED.code();
            case TruncatedException end -> false;
        };
    }

    private static boolean aboutCertificates(int code) {
        for (var alert : AlertDescription.values()) {
            if (alert.code() == code) {
                return switch (alert) {
                    case BAD_CERTIFICATE,
                            UNSUPPORTED_CERTIFICATE,
                            CERTIFICATE_REVOKED,
                            CERTIFICATE_EXPIRED,
                            CERTIFICATE_UNKNOWN,
                            UNKNOWN_CA,
                            ACCESS_DENIED,
                            CERTIFICATE_REQUIRED -> true;
                    default -> false;
                };
            }
        }
        return false;
    }

    private static SSLException truncated(TruncatedException thrown, boolean established, String hint) {
        var end = new EOFException("SSL peer shut down incorrectly");
        end.initCause(thrown);
        return established ? with(new SSLException("SSL peer shut down incorrectly"), end) : terminated(hint, end);
    }

    /** Say that the peer's data has ended in the handshake. */
    static SSLException terminated(String hint, EOFException end) {
        return with(new SSLHandshakeException("Remote host terminated the handshake" + hint), end);
    }

    /** Say that a handshake can no longer begin. */
    static SSLException brokenOrClosed() {
        return new SSLException("Cannot kickstart, the connection is broken or closed");
    }

    private static SSLException with(SSLException made, Throwable cause) {
        made.initCause(cause);
        return made;
    }
}
