package dev.reprise.tls;

import dev.reprise.tls.internal.cert.NameCheck;
import dev.reprise.tls.internal.cert.OneLineName;
import dev.reprise.tls.internal.cert.Pem;
import dev.reprise.tls.internal.revocation.OcspUrl;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ConnectionInfo;
import dev.reprise.tls.spec.ProtocolException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Tell about a peer's certificate what libtls tells ({@code tls_peer_cert_*}), after full and resumed handshakes. Immutable
 * and thread-safe.
 */
public final class PeerCertificate {
    private final List<X509Certificate> chain;

    private PeerCertificate(List<X509Certificate> chain) {
        this.chain = List.copyOf(chain);
    }

    /**
     * Return the certificate by which the peer of a connection proved itself; empty when it gave none, as clients may
     * ({@code tls_peer_cert_provided}).
     */
    public static Optional<PeerCertificate> of(ConnectionInfo info) {
        return info.peerCertificates().isEmpty()
                ? Optional.empty()
                : Optional.of(new PeerCertificate(info.peerCertificates()));
    }

    /** Return the certificate itself. */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    /** Return {@code SHA256:} and the hash of the certificate's DER in lower-case hex ({@code tls_peer_cert_hash}). */
    public String hash() {
        try {
            var digest =
                    MessageDigest.getInstance("SHA-256").digest(certificate().getEncoded());
            return "SHA256:" + HexFormat.of().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was received cannot be encoded and hashed", e);
        }
    }

    /** Return the subject in one line, such as {@code /O=Example/CN=a.example} ({@code tls_peer_cert_subject}). */
    public String subject() {
        return OneLineName.of(certificate().getSubjectX500Principal());
    }

    /** Return the issuer in one line ({@code tls_peer_cert_issuer}). */
    public String issuer() {
        return OneLineName.of(certificate().getIssuerX500Principal());
    }

    /** Return the common name; empty when there is none, or none fit to be one ({@code tls_peer_cert_common_name}). */
    public String commonName() {
        try {
            return NameCheck.commonName(certificate()).orElse("");
        } catch (ProtocolException e) {
            return "";
        }
    }

    /** Tell whether a server of this name or IP address may have it ({@code tls_peer_cert_contains_name}). */
    public boolean containsName(String name) {
        try {
            return NameCheck.matches(certificate(), name);
        } catch (ProtocolException e) {
            return false;
        }
    }

    /** Return when its validity begins ({@code tls_peer_cert_notbefore}). */
    public Instant notBefore() {
        return certificate().getNotBefore().toInstant();
    }

    /** Return when its validity ends ({@code tls_peer_cert_notafter}). */
    public Instant notAfter() {
        return certificate().getNotAfter().toInstant();
    }

    /** Return where it says that OCSP is to be asked ({@code tls_peer_ocsp_url}); nothing here asks. */
    public Optional<String> ocspUrl() {
        return OcspUrl.of(certificate());
    }

    /** Return the chain as PEM, the certificate itself first ({@code tls_peer_cert_chain_pem}). */
    public byte[] chainPem() {
        var text = new Writer(2048 * chain.size());
        try {
            for (var certificate : chain) {
                Pem.write("CERTIFICATE", certificate.getEncoded(), text);
            }
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was received cannot be encoded", e);
        }
        return text.toArray();
    }

    /** Return the subject in one line. */
    @Override
    public String toString() {
        return "PeerCertificate[" + subject() + "]";
    }
}
