package dev.reprise.tls.jsse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.message.CertificateAuthorities;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.Extension;
import dev.reprise.tls.internal.message.Extensions;
import dev.reprise.tls.internal.message.HandshakeMessage;
import dev.reprise.tls.internal.record.RecordHeader;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolVersion;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A client that names authorities (RFC 9846 section 4.3.4) to a server whose key manager chooses by them. */
class ManyAuthoritiesTest {
    @Test
    @DisplayName(
            "[JSSE managers] a server's key manager is told of a client's authorities, read once for all types of keys")
    void readOnce() throws Exception {
        var told = told(10);
        assertThat(told).hasSizeGreaterThan(2);
        assertThat(told.get(0)).hasSize(10).contains(new X500Principal("CN=7"));
        assertThat(told).allMatch(issuers -> issuers == told.get(0), "the same array");
    }

    @Test
    @DisplayName("[JSSE managers] more authorities than any client needs are nobody's wish, and not read")
    void tooMany() throws Exception {
        assertThat(told(3_000)).hasSizeGreaterThan(2).containsOnlyNulls();
    }

    /** Return what a server's key manager is told of so many authorities, for each type of key it is asked for. */
    private static List<Principal[]> told(int count) throws Exception {
        var names = new ArrayList<Bytes>();
        for (int i = 0; i < count; i++) {
            names.add(Bytes.wrap(new X500Principal("CN=" + i).getEncoded()));
        }
        var keys = new Unwilling();
        var server =
                Parties.context(Stack.REPRISE, new KeyManager[] {keys}, null).createSSLEngine();
        server.setUseClientMode(false);
        var flight = ByteBuffer.wrap(hello(new CertificateAuthorities(names)));
        var nothing = ByteBuffer.allocate(1 << 15);
        for (int i = 0; i < 100 && flight.hasRemaining(); i++) {
            server.unwrap(flight, nothing);
            if (server.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
                server.getDelegatedTask().run();
            }
        }
        return keys.told;
    }

    /** Return the records of a client's hello with an extension more. */
    private static byte[] hello(CertificateAuthorities authorities) throws Exception {
        var client = Parties.client(Stack.REPRISE).createSSLEngine();
        client.setUseClientMode(true);
        var record = ByteBuffer.allocate(1 << 15);
        client.wrap(ByteBuffer.allocate(0), record);
        var sent = Bytes.copyOf(record.array(), RecordHeader.LENGTH, record.position() - RecordHeader.LENGTH);
        var hello = (ClientHello)
                HandshakeMessage.parse(sent, ProtocolVersion.TLS_1_3).message();
        var extensions = new ArrayList<Extension>(hello.extensions().list());
        extensions.add(authorities);
        var message = HandshakeMessage.encode(new ClientHello(
                        hello.legacyVersion(),
                        hello.random(),
                        hello.legacySessionId(),
                        hello.cipherSuites(),
                        hello.legacyCompressionMethods(),
                        Extensions.of(extensions)))
                .toArray();
        var records = new ByteArrayOutputStream();
        for (int at = 0; at < message.length; at += RecordHeader.MAX_CONTENT) {
            int length = Math.min(RecordHeader.MAX_CONTENT, message.length - at);
            records.write(new byte[] {22, 3, 3, (byte) (length >>> 8), (byte) length});
            records.write(message, at, length);
        }
        return records.toByteArray();
    }

    /** Has no key, and remembers for whom it was asked. */
    private static final class Unwilling extends UnaskedKeys {
        final List<Principal[]> told = new ArrayList<>();

        @Override
        public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
            told.add(issuers);
            return null;
        }
    }
}
