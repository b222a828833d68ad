package dev.reprise.tls.internal.handshake;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolException;
import java.security.cert.X509Certificate;

/** Parses certificates of peers; one seen before may be the same object. Thread-safe. */
@FunctionalInterface
public interface CertificateParser {
    /**
     * Parse one certificate as {@link dev.reprise.tls.internal.cert.Certificates#parse} does.
     *
     * @throws ProtocolException MALFORMED_CERTIFICATE
     */
    X509Certificate parse(Bytes der) throws ProtocolException;
}
