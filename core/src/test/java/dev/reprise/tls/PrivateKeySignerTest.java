package dev.reprise.tls;

import static dev.reprise.tls.spec.ProtocolVersion.TLS_1_2;
import static dev.reprise.tls.spec.ProtocolVersion.TLS_1_3;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.testkit.TestCertificates.KeyType;
import dev.reprise.tls.internal.crypto.Signatures;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.PrivateKeySigner;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.SignatureScheme;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Keys that are elsewhere, on both sides. */
class PrivateKeySignerTest {
    private final RingClocks clocks = new RingClocks();

    /** Signs as a key service does: by the scheme it is told, with a key that nobody here sees. */
    private static final class Vault implements PrivateKeySigner {
        final List<SignatureScheme> used = new CopyOnWriteArrayList<>();
        private final TestCertificate certificate;
        private final Predicate<SignatureScheme> knows;
        private volatile boolean down;

        Vault(TestCertificate certificate, Predicate<SignatureScheme> knows) {
            this.certificate = certificate;
            this.knows = knows;
        }

        Identity identity() {
            return new Identity(certificate.chain(), this);
        }

        @Override
        public boolean signs(SignatureScheme scheme) {
            return knows.test(scheme);
        }

        @Override
        public byte[] sign(SignatureScheme scheme, byte[] content) throws IOException {
            if (down) {
                throw new IOException("the vault is sealed");
            }
            assertThat(knows).accepts(scheme);
            used.add(scheme);
            try {
                return new Signatures(new SecureRandom())
                        .sign(scheme, certificate.key(), content)
                        .value()
                        .toArray();
            } catch (ProtocolException e) {
                throw new AssertionError(e);
            }
        }
    }

    static List<Arguments> kinds() {
        var kinds = new ArrayList<Arguments>();
        for (var version : List.of(TLS_1_3, TLS_1_2)) {
            kinds.add(Arguments.of(KeyType.P256, version, SignatureScheme.ECDSA_SECP256R1_SHA256));
            kinds.add(Arguments.of(KeyType.P384, version, SignatureScheme.ECDSA_SECP384R1_SHA384));
            kinds.add(Arguments.of(KeyType.ED25519, version, SignatureScheme.ED25519));
            kinds.add(Arguments.of(KeyType.RSA_2048, version, SignatureScheme.RSA_PSS_RSAE_SHA384));
            kinds.add(Arguments.of(KeyType.RSA_PSS_2048, version, SignatureScheme.RSA_PSS_PSS_SHA512));
        }
        kinds.add(Arguments.of(KeyType.RSA_2048, TLS_1_2, SignatureScheme.RSA_PKCS1_SHA256));
        return kinds;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void signsForServersAndClients(KeyType type, ProtocolVersion version, SignatureScheme only) throws Exception {
        var server = new Vault(
                TestCertificates.named("Server")
                        .dns(Pair.NAME)
                        .key(type)
                        .server()
                        .issuedBy(Parties.ROOT),
                only::equals);
        var client =
                new Vault(TestCertificates.named("Client").key(type).client().issuedBy(Parties.ROOT), only::equals);
        var clientConfig = client(client, version);
        var serverConfig = server(server, version);
        try (var pair = Pair.of(clientConfig, serverConfig)) {
            pair.handshake().exchange();
            assertThat(pair.client().engine().info().peerCertificates())
                    .first()
                    .isEqualTo(server.certificate.certificate());
            assertThat(pair.server().engine().info().peerCertificates())
                    .first()
                    .isEqualTo(client.certificate.certificate());
        }
        // Once to see that certificate and key belong together, once in the handshake.
        assertThat(server.used).containsExactly(only, only);
        assertThat(client.used).containsExactly(only, only);
    }

    private ClientConfig client(Vault vault, ProtocolVersion version) {
        return Parties.client(clocks)
                .protocols(version)
                .groups(NamedGroup.X25519, NamedGroup.SECP256R1, NamedGroup.SECP384R1)
                .identity(vault.identity())
                .build();
    }

    private ServerConfig server(Vault vault, ProtocolVersion version) {
        return TlsConfig.server(vault.identity())
                .protocols(version)
                .requireClientCertificate(List.of(Parties.ROOT.certificate()))
                .clocks(clocks.clocks())
                .build();
    }

    @Test
    void endsTheHandshakeWhenItCannotSign() throws Exception {
        for (var version : List.of(TLS_1_3, TLS_1_2)) {
            var client = new Vault(TestCertificates.named("Client").client().issuedBy(Parties.ROOT), scheme -> true);
            var server = new Vault(Parties.SERVER, scheme -> true);
            var clientConfig = client(client, version);
            var serverConfig = server(server, version);
            server.down = true;
            assertInternalError(Pair.of(clientConfig, serverConfig).run().server());
            server.down = false;
            client.down = true;
            assertInternalError(Pair.of(clientConfig, serverConfig).run().client());
        }
    }

    private static void assertInternalError(End end) {
        assertThat(end.failure())
                .hasRootCauseMessage("the vault is sealed")
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INTERNAL_ERROR));
    }

    @Test
    void isTriedWhenItIsGiven() {
        var foreign = new Identity(
                Parties.SERVER.chain(),
                new Vault(TestCertificates.named("other").issuedBy(Parties.ROOT), scheme -> true));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TlsConfig.server(foreign))
                .withMessageContaining("private/public key mismatch");
        var unfit = new Vault(Parties.SERVER, SignatureScheme.RSA_PSS_RSAE_SHA256::equals).identity();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TlsConfig.client().identity(unfit))
                .withMessageContaining("private/public key mismatch");
        var sealed = new Vault(Parties.SERVER, scheme -> true);
        sealed.down = true;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TlsConfig.server(sealed.identity()))
                .withRootCauseInstanceOf(IOException.class);
    }
}
