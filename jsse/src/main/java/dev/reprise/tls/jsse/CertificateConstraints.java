package dev.reprise.tls.jsse;

import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Refuses certificates for the algorithms they are signed by or made for. */
final class CertificateConstraints {
    private static final Set<CryptoPrimitive> SIGNATURE = EnumSet.of(CryptoPrimitive.SIGNATURE);

    private CertificateConstraints() {}

    /**
     * Check what a program has set, what the security properties forbid, and what we have told the peer that we take.
     *
     * @param chain the certificates to look at, maybe none
     * @param given what the program has set, or null
     */
    static void check(List<X509Certificate> chain, SSLSession session, @Nullable AlgorithmConstraints given)
            throws CertificateException {
        for (var certificate : chain) {
            check(certificate, given);
            check(certificate, DisabledAlgorithms.OF_CERTIFICATES);
            requireTaken(certificate, session);
        }
    }

    private static void check(X509Certificate certificate, @Nullable AlgorithmConstraints constraints)
            throws CertificateException {
        if (constraints == null) {
            return;
        }
        var algorithm = certificate.getSigAlgName();
        if (!constraints.permits(SIGNATURE, algorithm, parameters(certificate))
                || !constraints.permits(SIGNATURE, certificate.getPublicKey())) {
            throw new CertificateException("Certificates do not conform to algorithm constraints: " + algorithm + ", "
                    + certificate.getPublicKey().getAlgorithm() + " key");
        }
    }

    private static @Nullable AlgorithmParameters parameters(X509Certificate certificate) {
        var encoded = certificate.getSigAlgParams();
        if (encoded == null) {
            return null;
        }
        try {
            var parameters = AlgorithmParameters.getInstance(certificate.getSigAlgName());
            parameters.init(encoded);
            return parameters;
        } catch (GeneralSecurityException | java.io.IOException e) {
            return null; // The name alone is judged, then.
        }
    }

    private static void requireTaken(X509Certificate certificate, SSLSession session) throws CertificateException {
        if (!(session instanceof ExtendedSSLSession extended)) {
            return;
        }
        var taken = extended.getLocalSupportedSignatureAlgorithms();
        for (var algorithm : taken) {
            if (algorithm.equalsIgnoreCase(certificate.getSigAlgName())) {
                return;
            }
        }
        if (taken.length > 0) {
            throw new CertificateException("Certificates do not conform to algorithm constraints: signed by "
                    + certificate.getSigAlgName() + ", which was not offered");
        }
    }
}
