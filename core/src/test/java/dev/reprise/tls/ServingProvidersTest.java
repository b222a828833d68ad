package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.TestCertificates;
import dev.reprise.testkit.TestCertificates.KeyType;
import dev.reprise.tls.internal.crypto.Signatures;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.PrivateKeySigner;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.ServingProviders;
import java.security.SecureRandom;
import java.util.Optional;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which providers did what, as a connection tells it. */
class ServingProvidersTest {
    private static final Optional<String> OURS = Optional.of(ServingProviders.REPRISE);

    private final RingClocks clocks = new RingClocks();

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void namesOurOwnArithmetic(ProtocolVersion version) throws Exception {
        var client = Parties.client(clocks)
                .protocols(version)
                .groups(NamedGroup.X25519, NamedGroup.SECP256R1)
                .sessions(Parties.store(clocks))
                .build();
        var server = Parties.server(clocks).build();
        try (var pair = Pair.of(client, server).handshake().exchange()) {
            assertThat(pair.client().engine().info().providers())
                    .isEqualTo(new ServingProviders(OURS, Optional.empty(), OURS));
            assertThat(pair.server().engine().info().providers())
                    .isEqualTo(new ServingProviders(OURS, OURS, Optional.empty()));
        }
        try (var pair = Pair.of(client, server).handshake()) {
            var agreed = version == ProtocolVersion.TLS_1_3 ? OURS : Optional.<String>empty();
            for (var end : new End[] {pair.client(), pair.server()}) {
                assertThat(end.engine().info().providers())
                        .isEqualTo(new ServingProviders(agreed, Optional.empty(), Optional.empty()));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void namesTheProviderPreferred(ProtocolVersion version) throws Exception {
        var bouncyCastle = new BouncyCastleProvider();
        var client = Parties.client(clocks)
                .protocols(version)
                .groups(NamedGroup.SECP256R1)
                .cryptoProviders(bouncyCastle)
                .build();
        var server = Parties.server(clocks).cryptoProviders(bouncyCastle).build();
        try (var pair = Pair.of(client, server).handshake()) {
            var its = Optional.of("BC");
            assertThat(pair.client().engine().info().providers())
                    .isEqualTo(new ServingProviders(its, Optional.empty(), its));
            assertThat(pair.server().engine().info().providers())
                    .isEqualTo(new ServingProviders(its, its, Optional.empty()));
        }
    }

    @Test
    void namesTheJdkForRsaAndASignerForWhatItSigns() throws Exception {
        var rsa = TestCertificates.named("server")
                .key(KeyType.RSA_2048)
                .dns(Pair.NAME)
                .server()
                .issuedBy(Parties.ROOT);
        PrivateKeySigner signer = (scheme, content) -> {
            try {
                return new Signatures(new SecureRandom())
                        .sign(scheme, rsa.key(), content)
                        .value()
                        .toArray();
            } catch (ProtocolException e) {
                throw new AssertionError(e);
            }
        };
        var server = TlsConfig.server(new Identity(rsa.chain(), signer))
                .clocks(clocks.clocks())
                .build();
        try (var pair = Pair.of(Parties.client(clocks).build(), server).handshake()) {
            assertThat(pair.server().engine().info().providers().signing()).contains(ServingProviders.SIGNER);
            assertThat(pair.client().engine().info().providers().verifying()).contains("SunRsaSign");
        }
        server = TlsConfig.server(new Identity(rsa.chain(), rsa.key()))
                .clocks(clocks.clocks())
                .build();
        try (var pair = Pair.of(Parties.client(clocks).build(), server).handshake()) {
            assertThat(pair.server().engine().info().providers().signing()).contains("SunRsaSign");
        }
    }

    @Test
    void namesBothOfAHybridGroup() throws Exception {
        var client =
                Parties.client(clocks).groups(NamedGroup.X25519MLKEM768).cryptoProviders(new BouncyCastleProvider());
        var server = Parties.server(clocks).cryptoProviders(new BouncyCastleProvider());
        try (var pair = Pair.of(client.build(), server.build()).handshake()) {
            for (var end : new End[] {pair.client(), pair.server()}) {
                assertThat(end.engine().info().providers().keyExchange()).contains("BC+BC");
            }
        }
    }
}
