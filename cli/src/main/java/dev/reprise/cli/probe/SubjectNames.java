package dev.reprise.cli.probe;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;

/** The dNSNames of a certificate. */
final class SubjectNames {
    private static final int DNS = 2;

    private SubjectNames() {}

    /** Return them in their order; none when they cannot be read. */
    static List<String> dns(X509Certificate certificate) {
        try {
            var names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> name.get(0).equals(DNS))
                            .map(name -> name.get(1).toString())
                            .toList();
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }
}
