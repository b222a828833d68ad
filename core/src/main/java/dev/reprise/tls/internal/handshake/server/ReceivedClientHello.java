package dev.reprise.tls.internal.handshake.server;

import dev.reprise.tls.internal.cert.Certificates;
import dev.reprise.tls.internal.message.Alpn;
import dev.reprise.tls.internal.message.CertificateAuthorities;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.CodePoints;
import dev.reprise.tls.internal.message.ServerName;
import dev.reprise.tls.internal.message.SignatureAlgorithms;
import dev.reprise.tls.internal.message.SignatureAlgorithmsCert;
import dev.reprise.tls.internal.message.SupportedGroups;
import dev.reprise.tls.internal.message.SupportedVersions;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ClientHelloView;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.SignatureScheme;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** A ClientHello for those who decide by it; what nobody asks for is not worked out. Immutable. */
public final class ReceivedClientHello implements ClientHelloView {
    /** A client that tells its roots has some hundred and fifty; a hello has room for thousands, which cost a while to read. */
    public static final int MAX_AUTHORITIES = 256;

    private final ClientHello hello;
    private final @Nullable String name;

    /** View a message. */
    public ReceivedClientHello(ClientHello hello) {
        this.hello = hello;
        var sent = hello.extensions().find(ServerName.class);
        // RFC 6066 section 3: an address is not permitted as a name; those who send one all the same name nobody.
        name = sent == null || sent.addressLiteral() ? null : sent.hostName().toLowerCase(Locale.ROOT);
    }

    /** Return the message. */
    public ClientHello message() {
        return hello;
    }

    /** Return the name asked for in lower case, or null when there is none or it is an address. */
    public @Nullable String name() {
        return name;
    }

    /** Return what the client takes of signatures in the handshake; null when it does not say. */
    public @Nullable CodePoints schemes() {
        var schemes = hello.extensions().find(SignatureAlgorithms.class);
        return schemes == null ? null : schemes.schemes();
    }

    /** Return what the client takes of signatures in certificates (RFC 9846 section 4.3.3); null when it does not say. */
    public @Nullable CodePoints certificateSchemes() {
        var schemes = hello.extensions().find(SignatureAlgorithmsCert.class);
        return schemes == null ? schemes() : schemes.schemes();
    }

    /** Return the names of the authorities the client trusts, as DER (RFC 9846 section 4.3.4); none when it does not say. */
    public List<Bytes> authorities() {
        var authorities = hello.extensions().find(CertificateAuthorities.class);
        return authorities == null ? List.of() : authorities.authorities();
    }

    @Override
    public Optional<String> serverName() {
        return Optional.ofNullable(name);
    }

    @Override
    public List<ProtocolVersion> protocols() {
        var versions = hello.extensions().find(SupportedVersions.class);
        if (versions != null) {
            return versions.versions().known(ProtocolVersion::find);
        }
        return hello.legacyVersion() >= ProtocolVersion.TLS_1_2.code() ? List.of(ProtocolVersion.TLS_1_2) : List.of();
    }

    @Override
    public List<CipherSuite> cipherSuites() {
        return hello.cipherSuites().known(CipherSuite::find);
    }

    @Override
    public List<NamedGroup> groups() {
        var groups = hello.extensions().find(SupportedGroups.class);
        return groups == null ? List.of() : groups.groups().known(NamedGroup::find);
    }

    @Override
    public List<SignatureScheme> signatureSchemes() {
        var schemes = schemes();
        return schemes == null ? List.of() : schemes.known(SignatureScheme::find);
    }

    @Override
    public List<SignatureScheme> certificateSignatureSchemes() {
        var schemes = certificateSchemes();
        return schemes == null ? List.of() : schemes.known(SignatureScheme::find);
    }

    @Override
    public List<String> alpn() {
        var alpn = hello.extensions().find(Alpn.class);
        return alpn == null
                ? List.of()
                : alpn.protocols().stream().map(Alpn::decodeName).toList();
    }

    @Override
    public List<X500Principal> certificateAuthorities() {
        return authorities().stream()
                .limit(MAX_AUTHORITIES)
                .map(Certificates::authority)
                .filter(Objects::nonNull)
                .toList();
    }
}
