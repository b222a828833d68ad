package dev.reprise.tls.internal.handshake.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.message.CertificateAuthorities;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.CodePoints;
import dev.reprise.tls.internal.message.Extensions;
import dev.reprise.tls.internal.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;

class ReceivedClientHelloTest {
    private static ReceivedClientHello naming(List<Bytes> authorities) {
        return new ReceivedClientHello(new ClientHello(
                0x0303,
                Bytes.wrap(new byte[32]),
                Bytes.EMPTY,
                CodePoints.of(0x1301),
                Bytes.ofHex("00"),
                Extensions.of(new CertificateAuthorities(authorities))));
    }

    private static Bytes name(String text) {
        return Bytes.wrap(new X500Principal(text).getEncoded());
    }

    @Test
    void readsNoMoreNamesOfAuthoritiesThanAnyClientNeeds() {
        // Each costs some ten microseconds to read, and a hello has room for four thousand.
        var names = new ArrayList<Bytes>();
        for (int i = 0; i < 3_000; i++) {
            names.add(name("CN=" + i));
        }
        assertThat(naming(names).certificateAuthorities())
                .hasSize(ReceivedClientHello.MAX_AUTHORITIES)
                .startsWith(new X500Principal("CN=0"), new X500Principal("CN=1"));
    }

    @Test
    void passesOverWhatIsNoNameInDer() {
        var name = name("CN=a");
        // The same in BER, which the JDK takes: a SEQUENCE of indefinite length.
        var ber = Bytes.ofHex("3080" + name.toString().substring(4) + "0000");
        assertThat(new X500Principal(ber.toArray())).isEqualTo(new X500Principal("CN=a"));
        assertThat(naming(List.of(ber, Bytes.ofHex("0102"), name)).certificateAuthorities())
                .containsExactly(new X500Principal("CN=a"));
    }
}
