package dev.reprise.tls.spec;

import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/**
 * Look at what a client offers (RFC 9846 section 4.2.2), to choose a server's config or identity by it. Lists are in the
 * client's order and hold what Reprise knows; nothing of it is proven yet. Immutable.
 */
public interface ClientHelloView {
    /** Return the name the client asks for (RFC 6066 section 3), in lower case; empty when it names none. */
    Optional<String> serverName();

    /** Return the protocol versions offered. */
    List<ProtocolVersion> protocols();

    /** Return the cipher suites offered, of all versions. */
    List<CipherSuite> cipherSuites();

    /** Return the key exchange groups offered; empty also when the client does not say. */
    List<NamedGroup> groups();

    /** Return what the client takes of signatures in the handshake; empty also when it does not say. */
    List<SignatureScheme> signatureSchemes();

    /** Return what the client takes of signatures in certificates; what it takes in handshakes unless it says otherwise. */
    List<SignatureScheme> certificateSignatureSchemes();

    /** Return the application protocols offered (RFC 7301), a character for each byte. */
    List<String> alpn();

    /**
     * Return the authorities that the client trusts (RFC 9846 section 4.3.4), the first 256 at most; mostly it names none,
     * which is any.
     */
    List<X500Principal> certificateAuthorities();
}
