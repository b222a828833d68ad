package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Printable;
import dev.reprise.tls.spec.ProtocolException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** Parses X.509 certificates from DER and from PEM. Thread-safe. */
public final class Certificates {
    /** RFC 7468 section 5.1, and the older labels of section 5.3 that parsers may take for it. */
    private static final Set<String> LABELS =
            Set.of("CERTIFICATE", "X509 CERTIFICATE", "X.509 CERTIFICATE", TrustedCertificate.LABEL);

    private Certificates() {}

    /**
     * Parse one DER certificate that fills the bytes exactly, as TLS has them (RFC 9846 section 4.5.1.2); anything else is
     * {@link dev.reprise.tls.spec.Reason#MALFORMED_CERTIFICATE}. Signature, dates and names are not looked at.
     */
    public static X509Certificate parse(Bytes der) throws ProtocolException {
        return DerCertificate.parse(der);
    }

    /**
     * Parse all certificates of a PEM text in their order; other blocks are passed over. A damaged or malformed certificate,
     * or none at all, is an IOException that names the source.
     */
    public static List<X509Certificate> parsePem(byte[] pem, String source) throws IOException {
        var certificates = new ArrayList<X509Certificate>();
        var elements = Pem.parse(pem);
        for (var element : elements) {
            if (!LABELS.contains(element.label())) {
                continue;
            }
            String which = "certificate " + (certificates.size() + 1) + " in " + source;
            switch (element) {
                case Pem.DamagedBlock damaged -> throw new IOException(which + " is damaged: " + damaged.damage());
                case Pem.Block block -> {
                    try {
                        boolean trusted = block.label().equals(TrustedCertificate.LABEL);
                        certificates.add(
                                parse(trusted ? TrustedCertificate.certificate(block.content()) : block.content()));
                    } catch (ProtocolException e) {
                        throw new IOException(which + ": " + e.getMessage(), e);
                    }
                }
            }
        }
        if (certificates.isEmpty()) {
            throw new IOException("no certificate in " + source + ", expected a PEM block BEGIN CERTIFICATE; "
                    + PemDiagnosis.of(pem, elements));
        }
        return List.copyOf(certificates);
    }

    /**
     * Tell whether a certificate is signed by its own key. One of the same name in both places may yet be another key's, as
     * when an authority changes keys (RFC 4210 section 4.4).
     */
    public static boolean selfSigned(X509Certificate certificate) {
        if (!certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
            return false;
        }
        if (!PublicKeys.usable(certificate.getPublicKey())) {
            return true; // as below
        }
        try {
            certificate.verify(certificate.getPublicKey());
            return true;
        } catch (SignatureException | InvalidKeyException e) {
            return false;
        } catch (GeneralSecurityException | RuntimeException e) {
            return true; // an algorithm the platform lacks, or has no more, proves nothing either way
        }
    }

    /** Read the name of an authority; null when it is no name, which is nobody's. */
    public static @Nullable X500Principal authority(Bytes der) {
        try {
            StrictDer.require(der);
            return new X500Principal(der.toArray());
        } catch (ProtocolException | IllegalArgumentException e) {
            return null;
        }
    }

    /** Return the subject for a message. */
    static String subject(X509Certificate certificate) {
        return "certificate " + Printable.of(certificate.getSubjectX500Principal());
    }
}
