package dev.reprise.tls.internal.handshake;

import dev.reprise.tls.internal.cert.Certificates;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides whether a peer's chain is acceptable. Thread-safe. */
public interface ChainCheck {
    /** How many certificates a peer may send unless told otherwise: libssl tolerates ten, and some send extras. */
    int DEFAULT_MAX_CERTIFICATES = 16;

    /**
     * Verify a chain.
     *
     * @param chain what the peer sent, leaf first, not empty
     * @param name the name the leaf must have, or null when none was asked for
     * @return the last instant at which all of it is valid, {@link Instant#MAX} when dates are not checked
     * @throws ProtocolException with the reason of the first fault
     */
    Instant verify(List<X509Certificate> chain, @Nullable String name) throws ProtocolException;

    /** Parse one certificate of a peer as {@link Certificates#parse} does; one seen before may be the same object. */
    default X509Certificate parse(Bytes der) throws ProtocolException {
        return Certificates.parse(der);
    }

    /** Return how many certificates are looked at; a longer chain is refused before any is parsed. */
    default int maxCertificates() {
        return DEFAULT_MAX_CERTIFICATES;
    }
}
