package dev.reprise.tls.internal.revocation;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.spec.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** Finds where a certificate says that its authority answers OCSP requests (RFC 5280 section 4.2.2.1). */
public final class OcspUrl {
    private static final String AUTHORITY_INFORMATION_ACCESS = "1.3.6.1.5.5.7.1.1";
    private static final Bytes OCSP = Bytes.ofHex("06082b06010505073001");
    private static final int URI = 0x86; // GeneralName [6] IMPLICIT IA5String

    private OcspUrl() {}

    /** Return the first address; empty when there is none, or the extension is damaged. */
    public static Optional<String> of(X509Certificate certificate) {
        var extension = certificate.getExtensionValue(AUTHORITY_INFORMATION_ACCESS);
        if (extension == null) {
            return Optional.empty();
        }
        try {
            var list = new DerReader(new DerReader(Bytes.wrap(extension)).content(DerReader.OCTET_STRING))
                    .enter(DerReader.SEQUENCE);
            while (list.hasNext()) {
                var description = list.enter(DerReader.SEQUENCE);
                if (description.element().equals(OCSP) && description.nextTag() == URI) {
                    var text = description.content(URI).toArray();
                    return Optional.of(new String(text, StandardCharsets.ISO_8859_1));
                }
            }
            return Optional.empty();
        } catch (ProtocolException e) {
            return Optional.empty();
        }
    }
}
