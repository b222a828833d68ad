package dev.reprise.tls.internal.handshake.server;

import dev.reprise.tls.internal.handshake.SignatureSchemes;
import dev.reprise.tls.internal.message.CertificateAuthorities;
import dev.reprise.tls.internal.message.CertificateRequest;
import dev.reprise.tls.internal.message.EmptyStatusRequest;
import dev.reprise.tls.internal.message.Extension;
import dev.reprise.tls.internal.message.Extensions;
import dev.reprise.tls.internal.message.Tls12CertificateRequest;
import dev.reprise.tls.internal.ticket.ClientAuthentication;
import dev.reprise.tls.internal.wire.Bytes;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * What a server wants of its clients' certificates.
 *
 * @param mode whether a client without one is served; not NONE, which is this whole value's absence
 * @param authorities the names of those who issue acceptable certificates, as DER; empty when there are too many to tell
 * @param status whether OCSP responses are to come with them, which only TLS 1.3 can ask for (RFC 9846 section 4.5.1.1)
 */
public record ClientCertificates(ClientAuthentication mode, List<Bytes> authorities, boolean status) {
    // One record's worth. The JDK's hundred and forty roots have half of it; a longer list would slow every handshake.
    private static final int MAX_AUTHORITY_BYTES = 1 << 14;

    private static final Bytes TLS12_TYPES =
            Bytes.wrap(new byte[] {Tls12CertificateRequest.ECDSA_SIGN, Tls12CertificateRequest.RSA_SIGN});

    /** Copy the list. */
    public ClientCertificates {
        if (mode == ClientAuthentication.NONE) {
            throw new IllegalArgumentException("a request for no certificate");
        }
        authorities = List.copyOf(authorities);
    }

    /** Want certificates without OCSP responses. */
    public ClientCertificates(ClientAuthentication mode, List<Bytes> authorities) {
        this(mode, authorities, false);
    }

    /** Return the same in another mode. */
    public ClientCertificates with(ClientAuthentication other) {
        return new ClientCertificates(other, authorities, status);
    }

    /** Tell whether a client without one is sent away. */
    public boolean required() {
        return mode == ClientAuthentication.REQUIRED;
    }

    /**
     * Return the subjects of these certificates for {@link #authorities}, each once: all, or none when they exceed 16 KiB,
     * as a client could take a part of the list for the whole.
     */
    public static List<Bytes> subjects(List<X509Certificate> issuers) {
        var names = new LinkedHashSet<Bytes>();
        int length = 0;
        for (var issuer : issuers) {
            var name = Bytes.wrap(issuer.getSubjectX500Principal().getEncoded());
            if (names.add(name)) {
                length += 2 + name.length();
            }
        }
        return length > MAX_AUTHORITY_BYTES ? List.of() : List.copyOf(names);
    }

    /** Make TLS 1.2's form of the message that asks for a certificate (RFC 5246 section 7.4.4). */
    public Tls12CertificateRequest tls12Request(SignatureSchemes accepted) {
        return new Tls12CertificateRequest(TLS12_TYPES, accepted.codes(), authorities);
    }

    /** Make the message that asks for a certificate during the handshake (RFC 9846 section 4.4.2). */
    public CertificateRequest request(SignatureSchemes accepted) {
        var extensions = new ArrayList<Extension>(3);
        extensions.add(accepted.extension());
        if (!authorities.isEmpty()) {
            extensions.add(new CertificateAuthorities(authorities));
        }
        if (status) {
            extensions.add(new EmptyStatusRequest());
        }
        return new CertificateRequest(Bytes.EMPTY, Extensions.of(extensions));
    }
}
