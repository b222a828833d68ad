package dev.reprise.tls;

import static dev.reprise.tls.CertifiedPeers.BETWEEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.SessionStore.Verdict;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.ProtocolVersion;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that sends certificates nobody needs beside its own: they cost no place in the session store. */
class JunkChainTest {
    @ParameterizedTest
    @EnumSource
    void keepsOfTheChainWhatThePathNeeds(ProtocolVersion version) throws Exception {
        var clocks = new RingClocks();
        var between = TestCertificates.named("Between").authority().issuedBy(Parties.ROOT);
        var leaf = TestCertificates.named("Leaf").dns(Pair.NAME).server().issuedBy(between);
        var sent = new ArrayList<X509Certificate>(List.of(leaf.certificate(), BETWEEN.certificate()));
        for (int i = 0; i < 8; i++) {
            sent.add(TestCertificates.root("Junk " + i).certificate());
        }
        sent.add(between.certificate());
        var server = TlsConfig.server(new Identity(sent, leaf.key()))
                .sessionLifetime(Parties.LIFETIME)
                .clocks(clocks.clocks())
                .build();
        var store = Parties.store(clocks);
        var client = Parties.client(clocks).sessions(store).protocols(version).build();
        try (var pair = Pair.of(client, server).handshake().exchange()) {
            assertThat(pair.client().engine().info().peerCertificates())
                    .containsExactly(leaf.certificate(), between.certificate());
        }
        var chains = new ArrayList<List<X509Certificate>>();
        store.take(client.engines().peer(Pair.NAME, Pair.PORT, Pair.NAME), session -> {
            chains.add(session.chain());
            return Verdict.KEEP;
        });
        assertThat(chains).isNotEmpty().containsOnly(List.of(leaf.certificate(), between.certificate()));
        try (var pair = Pair.of(client, server).handshake().exchange()) {
            assertThat(pair.client().engine().info().resumed()).isTrue();
        }
    }
}
