package dev.reprise.tls.spec;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * Describe what a handshake has agreed so far: an immutable snapshot, of which nothing is verified before the handshake is
 * done. What is not known yet is empty.
 *
 * @param version the protocol version, from the ServerHello on
 * @param cipherSuite the cipher suite, from the ServerHello on
 * @param group the key exchange group
 * @param alpn the application protocol; empty also when none was negotiated
 * @param serverName on a server the name received, on a client the name sent
 * @param ownCertificates the chain that our side proves itself with, leaf first; empty when it does not
 * @param peerSchemes the signature schemes that the peer takes, most wanted first as far as it says so; those unknown here
 *     are left out
 */
public record Negotiated(
        Optional<ProtocolVersion> version,
        Optional<CipherSuite> cipherSuite,
        Optional<NamedGroup> group,
        Optional<String> alpn,
        Optional<String> serverName,
        List<X509Certificate> ownCertificates,
        List<SignatureScheme> peerSchemes) {

    /** Copy the lists. */
    public Negotiated {
        ownCertificates = List.copyOf(ownCertificates);
        peerSchemes = List.copyOf(peerSchemes);
    }
}
