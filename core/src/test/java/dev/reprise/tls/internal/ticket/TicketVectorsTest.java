package dev.reprise.tls.internal.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.ticket.TicketOpening.Opened;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.RingClocks;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tickets that libtls and OpenSSL sealed; see the README beside them. */
class TicketVectorsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "libtls-reference-tls12",
                "libtls48-tls12",
                "libtls48-tls13",
                "real-libtls-7-tls12",
                "real-libtls-7-8-tls12"
            })
    @DisplayName("[36] tickets of C servers open under their key, decode, and seal again to the same octets")
    void opensAndSealsAgainWhatCServersSealed(String file) throws Exception {
        var vector = load(file);
        int revision = Integer.parseUnsignedInt(text(vector, "keyrev"), 16);
        var ring = new KeyRing(new RingClocks().clocks(), new SecureRandom());
        ring.serve(Duration.ofHours(2));
        ring.add(revision, hex(vector, "key_file"));

        var opened = (Opened) ring.open(hex(vector, "ticket"));
        assertThat(opened.session()).isEqualTo(hex(vector, "plaintext_der"));
        try (var session = SessionData.parse(Bytes.wrap(opened.session()))) {
            assertThat(session.protocolVersion())
                    .isEqualTo(Integer.parseInt(text(vector, "plaintext.ssl_version"), 16));
            assertThat(session.cipherSuite()).isEqualTo(Integer.parseInt(text(vector, "plaintext.cipher"), 16));
            assertThat(session.secret().toArray()).isEqualTo(hex(vector, "plaintext.master_key"));
            assertThat(session.time()).isEqualTo(Long.parseLong(text(vector, "plaintext.time")));
            assertThat(session.timeout()).isEqualTo(Long.parseLong(text(vector, "plaintext.timeout")));
            assertThat(session.sessionIdContext().toArray()).isEqualTo(hex(vector, "plaintext.session_id_context"));
            if (!file.equals("libtls48-tls13")) { // whose server keeps a session id that means nothing
                assertThat(session.sessionId().isEmpty()).isTrue();
                assertThat(session.encode()).isEqualTo(hex(vector, "plaintext_der"));
            }
        }

        var cipher = new TicketCipher(hex(vector, "key_file"), new SecureRandom());
        assertThat(cipher.seal(KeyName.of(revision), hex(vector, "ticket.iv"), opened.session()))
                .isEqualTo(hex(vector, "ticket"));
    }

    @Test
    @DisplayName("[35] [36] the reference's own ticket has the digest it is known by")
    void theReferenceTicketHasItsDigest() throws IOException, NoSuchAlgorithmException {
        var ticket = hex(load("libtls-reference-tls12"), "ticket");
        assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(ticket)))
                .isEqualTo("abc21274a85c5a7f3162061a11dbd7d2d873646897bb19c74465940c5f8eddd6");
    }

    private static Properties load(String file) throws IOException {
        var properties = new Properties();
        try (InputStream in = TicketVectorsTest.class.getResourceAsStream("/tickets/" + file + ".properties")) {
            properties.load(Objects.requireNonNull(in, file));
        }
        return properties;
    }

    private static String text(Properties vector, String key) {
        return Objects.requireNonNull(vector.getProperty(key), key);
    }

    private static byte[] hex(Properties vector, String key) {
        return HexFormat.of().parseHex(text(vector, key));
    }
}
