package dev.reprise.tls.internal.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.internal.message.HandshakeMessage;
import dev.reprise.tls.internal.wire.Bytes;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One chain after another, with and without responses: what comes is always what was asked for. */
class OwnCertificateTest {
    private static final TestCertificate ROOT = TestCertificates.root("Own Root");
    private static final List<X509Certificate> ONE = chain("one");
    private static final List<X509Certificate> TWO = chain("two");

    private final OwnCertificate own = new OwnCertificate();

    private static List<X509Certificate> chain(String name) {
        return TestCertificates.named(name).server().issuedBy(ROOT).chain();
    }

    @Test
    void encodesEachChainAndKeepsTheLast() throws Exception {
        for (var chain : List.of(ONE, ONE, TWO, TWO, ONE)) {
            assertThat(own.message(chain, Map.of())).isEqualTo(encoded(chain, Map.of()));
        }
        assertThat(own.message(ONE, Map.of())).isSameAs(own.message(List.copyOf(ONE), Map.of()));
    }

    @Test
    void keepsNoResponse() throws Exception {
        var first = Map.of(ONE.get(0), Bytes.ofHex("300a01"));
        var second = Map.of(ONE.get(0), Bytes.ofHex("300a02"));
        assertThat(own.message(ONE, Map.of())).isEqualTo(encoded(ONE, Map.of()));
        assertThat(own.message(ONE, first)).isEqualTo(encoded(ONE, first));
        assertThat(own.message(ONE, second)).isEqualTo(encoded(ONE, second));
        assertThat(own.message(ONE, Map.of())).isEqualTo(encoded(ONE, Map.of()));
    }

    private static Bytes encoded(List<X509Certificate> chain, Map<X509Certificate, Bytes> stapled) throws Exception {
        return HandshakeMessage.encode(CertificateMessages.of(chain, stapled));
    }
}
