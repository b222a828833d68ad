package dev.reprise.tls.internal.handshake;

import dev.reprise.tls.spec.ProtocolVersion;

/**
 * What one connection may agree on: small and cheap, so that a connection can have terms of its own. Each part has worked
 * out what handshakes ask for and can be shared by any number of terms.
 *
 * @param suites the cipher suites taken, and with them the versions
 * @param groups the groups taken; a client sends a share of the first one
 * @param ownSchemes what we sign by
 * @param acceptedSchemes what the peer may sign by, in handshake and certificates
 * @param protocols the application protocols
 * @param maxContent how much content a record has at most in either direction, 1 to 2^14
 * @param maxCertificates how many certificates of a peer are looked at; a longer chain is refused before any is parsed
 */
public record Terms(
        CipherSuites suites,
        NamedGroups groups,
        SignatureSchemes ownSchemes,
        SignatureSchemes acceptedSchemes,
        ApplicationProtocols protocols,
        int maxContent,
        int maxCertificates) {
    /** How many certificates a peer may send unless told otherwise: libssl tolerates ten, and some send extras. */
    public static final int DEFAULT_MAX_CERTIFICATES = 16;

    /** Tell whether a protocol version is enabled. */
    public boolean speaks(ProtocolVersion version) {
        return suites.speaks(version);
    }

    /** Return the same terms with other cipher suites. */
    public Terms with(CipherSuites other) {
        return new Terms(other, groups, ownSchemes, acceptedSchemes, protocols, maxContent, maxCertificates);
    }

    /** Return the same terms with other groups. */
    public Terms with(NamedGroups other) {
        return new Terms(suites, other, ownSchemes, acceptedSchemes, protocols, maxContent, maxCertificates);
    }

    /** Return the same terms with other application protocols. */
    public Terms with(ApplicationProtocols other) {
        return new Terms(suites, groups, ownSchemes, acceptedSchemes, other, maxContent, maxCertificates);
    }
}
