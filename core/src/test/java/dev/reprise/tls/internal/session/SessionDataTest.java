package dev.reprise.tls.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionDataTest {
    private static final long SEED = Long.getLong("test.seed", 20260101);

    /** The mandatory five fields of the minimal session below, without the SEQUENCE around them. */
    private static final String FIVE =
            "020101" + "02020303" + "0402c030" + "0420" + "53".repeat(32) + "0430" + "4d".repeat(48);

    static Stream<String> sessionFiles() {
        return Stream.of(
                "libtls-client-libressl-tls12",
                "libtls-client-libressl-tls13",
                "libtls-client-libretls-tls12",
                "libtls-client-libretls-tls13",
                "tls12-sessionid",
                "tls12-ticket-alpn",
                "tls12-ticket-chacha",
                "tls12-ticket-clientcert",
                "tls12-ticket-ems",
                "tls12-ticket-noems",
                "tls12-ticket-rsa-aes256",
                "tls13-aes128",
                "tls13-aes256",
                "tls13-alpn",
                "tls13-chacha",
                "tls13-clientcert",
                "tls13-earlydata",
                "tls13-stateful");
    }

    static Stream<String> sealedSessions() throws IOException {
        return properties("tickets.properties").stringPropertyNames().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("sessionFiles")
    void encodesWhatOpenSslAndLibreSslWroteByteForByte(String name) throws IOException {
        var der = pem(name);
        try (var session = SessionData.parse(Bytes.copyOf(der))) {
            assertThat(session.encode()).isEqualTo(der);
            try (var again = session.toBuilder().build()) {
                assertThat(again.encode()).isEqualTo(der);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sealedSessions")
    void encodesWhatServersSealedByteForByte(String name) throws IOException {
        var der = Bytes.ofHex(properties("tickets.properties").getProperty(name));
        try (var session = SessionData.parse(der)) {
            assertThat(Bytes.wrap(session.encode())).isEqualTo(der);
        }
    }

    @ParameterizedTest
    @DisplayName("[90] every field that OpenSSL and LibreSSL write is read")
    @MethodSource("sessionFiles")
    void readsEveryFieldOfSessionFiles(String name) throws IOException {
        var fields = properties(name + ".fields");
        try (var session = SessionData.parse(Bytes.wrap(pem(name)))) {
            assertThat("%04x".formatted(session.protocolVersion())).isEqualTo(fields.getProperty("ssl_version"));
            assertThat("%04x".formatted(session.cipherSuite())).isEqualTo(fields.getProperty("cipher"));
            assertThat(session.sessionId().toString()).isEqualTo(fields.getProperty("session_id"));
            assertThat(HexFormat.of().formatHex(session.secret().toArray()))
                    .isEqualTo(fields.getProperty("master_key"));
            assertThat(session.time()).isEqualTo(number(fields, "time"));
            assertThat(session.timeout()).isEqualTo(number(fields, "timeout"));
            assertThat(text(session.peerCertificate())).isEqualTo(fields.getProperty("peer"));
            assertThat(session.sessionIdContext().toString()).isEqualTo(fields.getProperty("session_id_context"));
            assertThat(session.verifyResult()).isEqualTo(number(fields, "verify_result"));
            assertThat(session.hostName()).isEqualTo(fields.getProperty("hostname"));
            assertThat(session.ticketLifetimeHint()).isEqualTo(number(fields, "ticket_lifetime_hint"));
            assertThat(session.ticket().toString()).isEqualTo(fields.getProperty("ticket", ""));
            assertThat(session.flags()).isEqualTo((int) number(fields, "flags"));
            assertThat(session.extendedMasterSecret()).isEqualTo(number(fields, "flags") == 1);
            assertThat(session.ticketAgeAdd()).isEqualTo(number(fields, "ticket_age_add"));
            assertThat(session.maxEarlyData()).isEqualTo(number(fields, "max_early_data"));
            assertThat(text(session.alpn())).isEqualTo(fields.getProperty("alpn_selected"));
            assertThat(session.keyExchangeGroup()).isEqualTo((int) number(fields, "kex_group"));
            assertThat(session.applicationData()).isEqualTo(Bytes.EMPTY);
        }
    }

    @Test
    void encodesTheMinimalSessionWithAnEmptyContext() {
        try (var session = minimal().build()) {
            // the empty context [4] is always written, though a reader does not need it
            assertThat(HexFormat.of().formatHex(session.encode())).isEqualTo("3063" + FIVE + "a4020400");
        }
    }

    @Test
    void readsTheReferenceMinimalSession() throws ProtocolException {
        try (var session = SessionData.parse(Bytes.ofHex("305f" + FIVE))) {
            assertThat(session.cipherSuite()).isEqualTo(0xc030);
            assertThat(session.secret().length()).isEqualTo(48);
            assertThat(session.time()).isZero();
            assertThat(session.peerCertificate()).isNull();
            assertThat(session.hostName()).isNull();
            assertThat(session.alpn()).isNull();
        }
    }

    @Test
    void encodesTheReferenceClientSession() throws Exception {
        var sha256 = MessageDigest.getInstance("SHA-256");
        var ticket = Bytes.ofHex("01020304" + "00".repeat(12) + "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf"
                + "032b208f2a21710e9fed9b2e50c64b7538b4925e65efd14b051ad6ca2d46fbd890f85294e6bea4f19fba5fb571e075e6"
                + "164694e67cd9c443e2cd7ec80359ae6ccc01df385cb8810d05cbf7714286b120d4e8a30171a2e50548902a4ee3abe714"
                + "d5009cae68d31d2e4ce855e0df6e660f30de7d2085d258f48885c77cea1e669574537c6297e6ed2f0c399c98bf23986d"
                + "409521592e7931732f11d71fbb571b8591e4db8942e8465344a77779fb9c470c");
        var id = sha256.digest(ticket.toArray());
        assertThat(HexFormat.of().formatHex(id))
                .isEqualTo("abc21274a85c5a7f3162061a11dbd7d2d873646897bb19c74465940c5f8eddd6");
        var secret = new byte[48];
        for (int i = 0; i < secret.length; i++) {
            secret[i] = (byte) i;
        }
        try (var session = SessionData.builder()
                .protocolVersion(0x0303)
                .cipherSuite(0xc030)
                .sessionId(Bytes.wrap(id))
                .secret(Secret.copyOf(secret))
                .time(1_700_000_000)
                .timeout(7_200)
                .hostName("test.example")
                .ticketLifetimeHint(7_200)
                .ticket(ticket)
                .build()) {
            var der = session.encode();
            assertThat(der).hasSize(353);
            assertThat(HexFormat.of().formatHex(sha256.digest(der)))
                    .isEqualTo("1d835577f924a707a8f43cbee0ab32e3dfb2ef8e595aa7d12e4610b564d31a55");
        }
    }

    @Test
    void readsTheReferenceTicketPlaintext() throws ProtocolException {
        var der = Bytes.ofHex("308181020101020203030402c03004000430000102030405060708090a0b0c0d0e0f1011121314151617"
                + "18191a1b1c1d1e1f202122232425262728292a2b2c2d2e2fa10602046553f100a20402021c20a4220420616263"
                + "00".repeat(29) + "a60e040c746573742e6578616d706c65");
        try (var session = SessionData.parse(der)) {
            assertThat(session.time()).isEqualTo(1_700_000_000);
            assertThat(session.timeout()).isEqualTo(7_200);
            assertThat(session.hostName()).isEqualTo("test.example");
            assertThat(session.sessionIdContext()).isEqualTo(Bytes.ofHex("616263" + "00".repeat(29)));
            assertThat(Bytes.wrap(session.encode())).isEqualTo(der);
        }
    }

    @Test
    void keepsEveryFieldItCanBeGiven() throws ProtocolException {
        try (var session = minimal()
                        .time(SessionData.MAX_TIME)
                        .timeout(Long.MAX_VALUE)
                        .peerCertificate(Bytes.ofHex("3003020105"))
                        .sessionIdContext(Bytes.ofHex("00".repeat(32)))
                        .verifyResult(20)
                        .hostName("example.org")
                        .ticketLifetimeHint(0xffffffffL)
                        .ticket(Bytes.wrap(new byte[0xffff]))
                        .flags(1)
                        .ticketAgeAdd(0xffffffffL)
                        .maxEarlyData(0xffffffffL)
                        .alpn(Bytes.ofHex("6832"))
                        .applicationData(Bytes.ofHex("0102"))
                        .keyExchangeGroup(0x11ec)
                        .build();
                var read = SessionData.parse(Bytes.wrap(session.encode()))) {
            assertThat(read.encode()).isEqualTo(session.encode());
            assertThat(read.time()).isEqualTo(SessionData.MAX_TIME);
            assertThat(read.timeout()).isEqualTo(Long.MAX_VALUE);
            assertThat(read.ticket().length()).isEqualTo(0xffff);
            assertThat(read.ticketAgeAdd()).isEqualTo(0xffffffffL);
            assertThat(read.applicationData()).isEqualTo(Bytes.ofHex("0102"));
            assertThat(read.keyExchangeGroup()).isEqualTo(0x11ec);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a7030401aa", // [7] PSK identity hint
                "a8030401aa", // [8] PSK identity
                "ab03040100", // [11] compression
                "ac030401aa", // [12] SRP
                "b103020101", // [17] maximum fragment length
                "b4030401aa", // [20] raw public key
                "be020500", // [30] of later years
                "80020000", // [0] key_arg, implicit
                "0500" // no field at all
            })
    void passesOverFieldsItHasNoUseFor(String field) throws ProtocolException {
        try (var session = SessionData.parse(Bytes.wrap(sequence(FIVE + "a40304017a" + field)))) {
            assertThat(session.sessionIdContext()).isEqualTo(Bytes.ofHex("7a"));
        }
    }

    @Test
    void readsFieldsAfterOnesItHasNoUseFor() throws ProtocolException {
        try (var session = SessionData.parse(Bytes.wrap(sequence(FIVE + "a7030401aa" + "aa030401bb")))) {
            assertThat(session.ticket()).isEqualTo(Bytes.ofHex("bb"));
        }
    }

    @Test
    void ignoresWhatFollowsTheSequence() throws ProtocolException {
        SessionData.parse(Bytes.ofHex("305f" + FIVE + "ffff")).close();
    }

    @ParameterizedTest
    @DisplayName("[89] a wrong structure version, suite or integer is refused")
    @CsvSource({
        "structure version 0, 020100020203030402c0300400040100",
        "structure version 2, 020102020203030402c0300400040100",
        "a suite of three bytes, 020101020203030403c030000400040100",
        "a version above 16 bits, 02010102030100000402c0300400040100",
        "no secret, 020101020203030402c0300400",
        "an integer that is not minimal, 02010102030003030402c0300400040100"
    })
    void refusesMalformedMandatoryFields(String what, String fields) {
        refused(sequence(fields), what);
    }

    @Test
    @DisplayName("[89] an id or label of 33 bytes and a secret of 49 are refused")
    void refusesFieldsThatAreTooLong() {
        var head = "020101020203030402c030";
        refused(sequence(head + "0421" + "00".repeat(33) + "040100"), "session id of 33 bytes");
        refused(sequence(head + "0400" + "0431" + "00".repeat(49)), "secret of 49 bytes");
        refused(sequence(FIVE + "a423" + "0421" + "00".repeat(33)), "context of 33 bytes");
    }

    @ParameterizedTest
    @DisplayName("[89] a NUL in the host name, a negative time and a bad certificate are refused")
    @CsvSource({
        "a negative time, a1030201ff",
        "a negative timeout, a2030201ff",
        "a time after the year 9999, a10702053afff44180",
        "a certificate that is no sequence, a3030201ff",
        "two certificates, a30430003000",
        "a NUL in the host name, a606040461006200",
        "a lifetime of 33 bits, a90702050100000000",
        "an age_add of 33 bits, ae0702050100000000",
        "a second element in a field, a1060201010201ff",
        "an empty field, a100",
        "a field without its inner tag, aa0401020304",
        "fields out of order, a203020101a103020101",
        "a field twice, a103020101a103020101"
    })
    void refusesMalformedFields(String what, String field) {
        refused(sequence(FIVE + field), what);
    }

    @ParameterizedTest
    @MethodSource("sessionFiles")
    void refusesEveryStrictPrefix(String name) throws IOException {
        var der = pem(name);
        for (int length = 0; length < der.length; length++) {
            refused(Arrays.copyOf(der, length), "prefix of " + length + " bytes");
        }
    }

    @Test
    void anyBytesThrowNothingElse() throws IOException {
        var random = new Random(SEED);
        for (var name : List.of("tls12-ticket-alpn", "tls13-earlydata", "libtls-client-libressl-tls12")) {
            var der = pem(name);
            for (int i = 0; i < 5_000; i++) {
                var damaged = der.clone();
                for (int n = 1 + random.nextInt(3); n > 0; n--) {
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
                }
                try {
                    SessionData.parse(Bytes.wrap(damaged)).close();
                } catch (ProtocolException e) {
                    assertThat(e.reason())
                            .as("-Dtest.seed=%d", SEED)
                            .isIn(Reason.MALFORMED_MESSAGE, Reason.TRUNCATED_MESSAGE);
                }
            }
        }
    }

    @Test
    void sourceMayBeWipedAfterParsing() throws IOException {
        var der = pem("tls13-alpn");
        var source = der.clone();
        try (var session = SessionData.parse(Bytes.wrap(source))) {
            Arrays.fill(source, (byte) 0);
            assertThat(session.encode()).isEqualTo(der);
        }
    }

    @Test
    void closingWipesTheSecretAndNoOther() {
        var session = minimal().build();
        var copy = session.toBuilder().build();
        session.close();
        assertThatIllegalStateException().isThrownBy(session::encode);
        assertThat(copy.encode()).isNotEmpty();
        copy.close();
    }

    @Test
    void neverPrintsItsSecretOrTicket() {
        try (var session = minimal().ticket(Bytes.ofHex("deadbeef")).build()) {
            assertThat(session.toString()).doesNotContain("4d4d").doesNotContain("deadbeef");
        }
    }

    @Test
    void builderRefusesWhatHasNoEncoding() {
        assertThatIllegalArgumentException().isThrownBy(() -> minimal().time(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> minimal().time(SessionData.MAX_TIME + 1));
        assertThatIllegalArgumentException().isThrownBy(() -> minimal().ticketLifetimeHint(1L << 32));
        assertThatIllegalArgumentException().isThrownBy(() -> minimal().ticket(Bytes.wrap(new byte[0x10000])));
        assertThatIllegalArgumentException().isThrownBy(() -> minimal().sessionId(Bytes.wrap(new byte[33])));
        assertThatIllegalArgumentException().isThrownBy(() -> minimal().secret(Secret.take(new byte[49])));
        assertThatIllegalArgumentException().isThrownBy(() -> minimal().hostName("a\0b"));
        assertThatIllegalArgumentException().isThrownBy(() -> minimal().hostName("\u0444.example"));
    }

    @Test
    void refusesAHostNameWithANulByteWhereverItStands() {
        for (var name : List.of("006578", "650078", "657800")) {
            refused(sequence(FIVE + "a605" + "0403" + name), name);
            var text = new String(HexFormat.of().parseHex(name), StandardCharsets.ISO_8859_1);
            assertThatIllegalArgumentException().isThrownBy(() -> minimal().hostName(text));
        }
        assertThat(minimal().hostName("\u00ff").build().hostName()).isEqualTo("\u00ff");
    }

    @Test
    void refusesFieldsOfOtherFeaturesOutOfOrder() throws ProtocolException {
        for (var field : List.of("a000", "be00")) {
            refused(sequence(FIVE + field + field), field);
            SessionData.parse(Bytes.wrap(sequence(FIVE + field))).close();
        }
        refused(sequence(FIVE + "be00" + "a000"), "[0] after [30]");
    }

    /** RFC 9846 section 4.3.11 and RFC 5246 section 7.4.1.3. */
    @Test
    void resumesWithTheSuitesOfItsHashInTls13AndItsOwnInTls12() {
        try (var tls13 = minimal().protocolVersion(0x0304).cipherSuite(0x1301).build();
                var unknown =
                        minimal().protocolVersion(0x0304).cipherSuite(0x1306).build();
                var mixed =
                        minimal().protocolVersion(0x0304).cipherSuite(0xc02b).build();
                var tls12 = minimal().cipherSuite(0xc02b).build()) {
            assertThat(CipherSuite.values())
                    .filteredOn(tls13::resumesWith)
                    .containsExactlyInAnyOrder(
                            CipherSuite.TLS_AES_128_GCM_SHA256, CipherSuite.TLS_CHACHA20_POLY1305_SHA256);
            assertThat(CipherSuite.values()).noneMatch(unknown::resumesWith).noneMatch(mixed::resumesWith);
            assertThat(CipherSuite.values())
                    .filteredOn(tls12::resumesWith)
                    .containsExactly(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
        }
    }

    @Test
    void knowsTheMillisecondsOfReceiptUntilItIsEncoded() throws ProtocolException {
        var received = Instant.parse("2026-06-01T12:00:00.789Z");
        try (var session = minimal().received(received).build()) {
            assertThat(session.received()).isEqualTo(received);
            try (var copy = session.toBuilder().build()) {
                assertThat(copy.received()).isEqualTo(received);
            }
            var second = received.truncatedTo(ChronoUnit.SECONDS);
            var read = SessionData.parse(Bytes.wrap(session.encode()));
            assertThat(read.received()).isEqualTo(second);
            assertThat(read.receivedAt(null)).isSameAs(read);
            assertThat(read.receivedAt(received.plusSeconds(1))).isSameAs(read);
            try (var known = read.receivedAt(received)) {
                assertThat(known.received()).isEqualTo(received);
                assertThat(known.encode()).isEqualTo(session.encode());
            }
            assertThatIllegalStateException().isThrownBy(read::encode);
        }
    }

    @Test
    void wipesASecretThatAnotherReplaces() {
        var first = Secret.take(new byte[48]);
        var second = Secret.take(new byte[48]);
        var builder = minimal().secret(first).secret(first);
        assertThat(first.toArray()).hasSize(48);
        try (var session = builder.secret(second).build()) {
            assertThatIllegalStateException().isThrownBy(first::toArray);
            assertThat(session.secret()).isSameAs(second);
        }
    }

    private static SessionBuilder minimal() {
        var secret = new byte[48];
        Arrays.fill(secret, (byte) 0x4d);
        return SessionData.builder()
                .protocolVersion(0x0303)
                .cipherSuite(0xc030)
                .sessionId(Bytes.ofHex("53".repeat(32)))
                .secret(Secret.take(secret));
    }

    private static byte[] sequence(String fields) {
        int length = fields.length() / 2;
        return HexFormat.of().parseHex((length < 0x80 ? "30%02x" : "3081%02x").formatted(length) + fields);
    }

    private static void refused(byte[] der, String what) {
        assertThatExceptionOfType(ProtocolException.class)
                .as(what)
                .isThrownBy(() -> SessionData.parse(Bytes.wrap(der)))
                .satisfies(e -> assertThat(e.reason()).isIn(Reason.MALFORMED_MESSAGE, Reason.TRUNCATED_MESSAGE));
    }

    private static long number(Properties fields, String name) {
        var value = fields.getProperty(name, "0");
        return Long.parseLong(value);
    }

    private static @Nullable String text(@Nullable Bytes value) {
        return value == null ? null : value.toString();
    }

    private static byte[] pem(String name) throws IOException {
        try (var in = resource(name + ".pem")) {
            var text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return Base64.getMimeDecoder().decode(text.replaceAll("-----[^-]+-----", ""));
        }
    }

    private static Properties properties(String name) throws IOException {
        var properties = new Properties();
        try (var in = resource(name)) {
            properties.load(in);
        }
        return properties;
    }

    private static InputStream resource(String name) {
        return SessionDataTest.class.getResourceAsStream("/sessions/" + name);
    }
}
