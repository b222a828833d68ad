package dev.reprise.tls.internal.handshake;

import dev.reprise.tls.internal.message.CodePoints;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a handshake has negotiated so far, for whoever decides in the middle of it.
 *
 * @param version the protocol version
 * @param suites the cipher suite; on a server of TLS 1.2, whose certificate decides it, those both sides have, most wanted
 *     first
 * @param group the key exchange group; null when there is none yet, or none at all
 * @param serverName the name sent or received, in lower case as a server has it; null when none
 * @param protocol the application protocol; null when none
 * @param peerSchemes the signature schemes the peer accepts; null when it has not told them
 */
public record NegotiatedParameters(
        ProtocolVersion version,
        List<CipherSuite> suites,
        @Nullable NamedGroup group,
        @Nullable String serverName,
        @Nullable String protocol,
        @Nullable CodePoints peerSchemes) {
    /** Copy the list, and what would keep the peer's whole message. */
    public NegotiatedParameters {
        suites = List.copyOf(suites);
        peerSchemes =
                peerSchemes == null ? null : new CodePoints(peerSchemes.bytes().compact());
    }

    /** Return the same with what the peer accepts. */
    public NegotiatedParameters withPeerSchemes(CodePoints accepted) {
        return new NegotiatedParameters(version, suites, group, serverName, protocol, accepted);
    }

    /** Return the same with an application protocol. */
    public NegotiatedParameters withProtocol(String chosen) {
        return new NegotiatedParameters(version, suites, group, serverName, chosen, peerSchemes);
    }
}
