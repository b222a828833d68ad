package dev.reprise.tls.jsse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.testkit.TestOcsp;
import dev.reprise.tls.Identities;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.internal.record.RecordHeader;
import dev.reprise.tls.spec.Identity;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.security.Security;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The properties of JSSE: each that docs/jsse.md says is honoured changes something. */
class PropertiesTest {
    /** The length of the message: RFC 9846 section 4.7.3, with the header of section 4. */
    private static final int KEY_UPDATE = 5;

    private final Map<String, String> before = new HashMap<>();
    private final String keyLimits = Security.getProperty("jdk.tls.keyLimits");

    private void set(String property, String value) {
        if (!before.containsKey(property)) {
            before.put(property, System.getProperty(property));
        }
        System.setProperty(property, value);
    }

    @AfterEach
    void restore() {
        before.forEach((property, value) -> {
            if (value == null) {
                System.clearProperty(property);
            } else {
                System.setProperty(property, value);
            }
        });
        Security.setProperty("jdk.tls.keyLimits", keyLimits);
    }

    static Stream<Setting> ours() {
        return Stream.of(
                new Setting(Stack.REPRISE, Stack.REPRISE, Setting.TLS_1_3, false),
                new Setting(Stack.REPRISE, Stack.REPRISE, Setting.TLS_1_2, false));
    }

    private static EnginePair pair(Setting setting) throws Exception {
        return EnginePair.named(setting, Parties.client(setting.client()), Parties.server(setting.server()));
    }

    private static void offer(SSLEngine engine, String... protocols) {
        var parameters = engine.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        engine.setSSLParameters(parameters);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AES/GCM/NoPadding KeyUpdate 2^37, ChaCha20-Poly1305 KeyUpdate 2^37| 8388608",
                "AES/GCM/NoPadding KeyUpdate 2^30, ChaCha20-Poly1305 KeyUpdate 2^37| 65536",
                "aes/gcm/nopadding keyupdate 1048576| 64",
                "AES/GCM/NoPadding KeyUpdate 10| 16",
                "nonsense| -1",
                "AES/GCM/NoPadding KeyUpdate 2^x| -1",
            })
    @DisplayName("[JSSE properties] jdk.tls.keyLimits counts full records, and the least of its limits holds")
    void keyLimits(String value, long records) {
        Security.setProperty("jdk.tls.keyLimits", value);
        assertThat(JsseProperties.sealing().recordsPerKey()).isEqualTo(records);
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#reprise13")
    @DisplayName("[JSSE properties] jdk.tls.keyLimits makes keys change, which the peer follows; its default does not")
    void keysChange(Setting setting) throws Exception {
        assertThat(keyUpdates(setting)).containsOnly(0);
        Security.setProperty("jdk.tls.keyLimits", "AES/GCM/NoPadding KeyUpdate 2^18");
        // 16 full records, and the last quarter is left for what is under way.
        assertThat(keyUpdates(setting)).containsOnly(50 / 12);
    }

    /** Send 50 records from each end of ours, and count how many KeyUpdates each sent beside them. */
    private static List<Integer> keyUpdates(Setting setting) throws Exception {
        var pair = pair(setting).handshake();
        var counts = new ArrayList<Integer>();
        for (var end : pair.ours()) {
            var seen = new ArrayList<Integer>();
            for (int i = 0; i < 50; i++) {
                assertThat(end.wrap(new byte[100]).bytesConsumed()).isEqualTo(100);
                var sent = end.peer.takeIncoming();
                lengths(sent, seen);
                end.peer.deliver(sent);
                pair.run();
                assertThat(end.peer.takeReceived()).hasSize(100);
            }
            int overhead = RecordHeader.LENGTH + 1 + 16; // header, content type and tag
            assertThat(seen).isSubsetOf(List.of(100 + overhead, KEY_UPDATE + overhead));
            counts.add(Collections.frequency(seen, KEY_UPDATE + overhead));
        }
        return counts;
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#reprise13")
    @DisplayName(
            "[JSSE 16] jdk.tls.acknowledgeCloseNotify: in TLS 1.3 close_notify is answered, too, and no data follows")
    void acknowledgeCloseNotify(Setting setting) throws Exception {
        set("jdk.tls.acknowledgeCloseNotify", "true");
        for (boolean client : new boolean[] {true, false}) {
            var pair = pair(setting).handshake();
            var closed = client ? pair.client : pair.server;
            if (!pair.ours().contains(closed)) {
                continue; // SunJSSE reads the property once.
            }
            closed.peer.engine.closeOutbound();
            closed.peer.wrap();
            var end = closed.unwrap();
            assertThat(end.getStatus()).isEqualTo(Status.CLOSED);
            assertThat(end.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_WRAP);
            assertThat(end.bytesProduced()).isZero();
            assertThat(closed.engine.isOutboundDone()).isFalse();
            var answer = closed.wrap("too late".getBytes());
            assertThat(answer.getStatus()).isEqualTo(Status.CLOSED);
            assertThat(answer.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
            assertThat(answer.bytesConsumed()).isZero();
            assertThat(answer.bytesProduced()).isPositive();
            assertThat(closed.engine.isOutboundDone()).isTrue();
            assertThat(closed.peer.unwrap().getStatus()).isEqualTo(Status.CLOSED);
            assertThat(closed.peer.engine.isInboundDone()).isTrue();
        }
    }

    @Test
    @DisplayName("[JSSE 16] jdk.tls.acknowledgeCloseNotify: a socket answers by itself, and cannot write any more")
    void socketsAcknowledgeCloseNotify() throws Exception {
        set("jdk.tls.acknowledgeCloseNotify", "true");
        try (var pair = SocketPair.of(new Setting(Stack.REPRISE, Stack.REPRISE, Setting.TLS_1_3, false))) {
            pair.handshake();
            pair.client.shutdownOutput();
            var output = pair.server.getOutputStream();
            assertThat(pair.server.getInputStream().read()).isEqualTo(-1);
            assertThat(pair.server.isOutputShutdown()).isTrue();
            assertThatThrownBy(() -> output.write(1)).isInstanceOf(SocketException.class);
            assertThat(pair.client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @MethodSource("ours")
    @DisplayName(
            "[JSSE properties] clients ask for OCSP responses unless jdk.tls.client.enableStatusRequestExtension says no")
    void statusRequest(Setting setting) throws Exception {
        var identities = new Identities(new Identity(Parties.SERVER.chain(), Parties.SERVER.key()));
        var now = Instant.now();
        var response = TestOcsp.of(Parties.SERVER)
                .updated(now.minusSeconds(60), now.plusSeconds(3600))
                .der();
        identities.staple(response);
        var server = RepriseJsse.context(TlsConfig.server(identities).build());
        var asking = EnginePair.named(setting, Parties.client(setting.client()), server)
                .handshake();
        var session = (ExtendedSSLSession) asking.client.engine.getSession();
        assertThat(session.getStatusResponses().get(0)).isEqualTo(response);

        set("jdk.tls.client.enableStatusRequestExtension", "false");
        var silent = EnginePair.named(setting, Parties.client(setting.client()), server)
                .handshake();
        assertThat(((ExtendedSSLSession) silent.client.engine.getSession()).getStatusResponses())
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("ours")
    @DisplayName("[JSSE properties] jdk.tls.client.disableExtensions leaves out names, protocols, status and tickets")
    void disabledByTheClient(Setting setting) throws Exception {
        set(
                "jdk.tls.client.disableExtensions",
                "server_name, application_layer_protocol_negotiation,session_ticket,pre_shared_key");
        var client = Parties.client(setting.client());
        var server = Parties.server(setting.server());
        for (int i = 0; i < 2; i++) {
            var pair = EnginePair.named(setting, client, server);
            offer(pair.client.engine, "h2");
            offer(pair.server.engine, "h2");
            pair.handshake();
            assertThat(pair.client.engine.getApplicationProtocol()).isEmpty();
            assertThat(((ExtendedSSLSession) pair.server.engine.getSession()).getRequestedServerNames())
                    .isEmpty();
            assertThat(RepriseSession.of(pair.client.engine.getSession()).resumed())
                    .isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("ours")
    @DisplayName("[JSSE properties] jdk.tls.server.disableExtensions leaves protocols and tickets alone")
    void disabledByTheServer(Setting setting) throws Exception {
        set("jdk.tls.server.disableExtensions", "application_layer_protocol_negotiation,session_ticket");
        var client = Parties.client(setting.client());
        var server = Parties.server(setting.server());
        for (int i = 0; i < 2; i++) {
            var pair = EnginePair.named(setting, client, server);
            offer(pair.client.engine, "h2");
            offer(pair.server.engine, "http/1.1");
            pair.handshake();
            assertThat(pair.client.engine.getApplicationProtocol()).isEmpty();
            assertThat(RepriseSession.of(pair.client.engine.getSession()).resumed())
                    .isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#repriseServer")
    @DisplayName("[JSSE properties] jdk.tls.server.newSessionTicketCount of 0 switches tickets off")
    void noTickets(Setting setting) throws Exception {
        set("jdk.tls.server.newSessionTicketCount", "0");
        var client = Parties.client(setting.client());
        var server = Parties.server(setting.server());
        EnginePair.named(setting, client, server).handshake().exchange();
        var second = EnginePair.named(setting, client, server).handshake();
        assertThat(RepriseSession.of(second.server.engine.getSession()).resumed())
                .isFalse();
        set("jdk.tls.server.newSessionTicketCount", "9");
        assertThat(JsseProperties.ticketCount().afterFull()).isEqualTo(8);
    }

    @ParameterizedTest
    @MethodSource("ours")
    @DisplayName("[JSSE properties] jdk.tls.alpnCharset says how names become bytes, also for a selector")
    void alpnCharset(Setting setting) throws Exception {
        var name = "gr\u00fc\u00df \u20ac";
        set("jdk.tls.alpnCharset", "UTF-8");
        var pair = pair(setting);
        offer(pair.client.engine, name);
        offer(pair.server.engine, name);
        pair.handshake();
        assertThat(pair.client.engine.getApplicationProtocol()).isEqualTo(name);
        assertThat(pair.server.engine.getApplicationProtocol()).isEqualTo(name);

        var selecting = pair(setting);
        var offered = new ArrayList<String>();
        offer(selecting.client.engine, name);
        selecting.server.engine.setHandshakeApplicationProtocolSelector((engine, names) -> {
            offered.addAll(names);
            return names.get(0);
        });
        selecting.handshake();
        assertThat(offered).containsExactly(name);
        assertThat(selecting.client.engine.getApplicationProtocol()).isEqualTo(name);
    }

    @Test
    @DisplayName("[JSSE properties] javax.net.debug tells each handshake in one line of the log, and nothing secret")
    void debug() throws Exception {
        var lines = new ArrayList<String>();
        var logger = Logger.getLogger("dev.reprise.tls.jsse");
        var handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            var setting = new Setting(Stack.REPRISE, Stack.REPRISE, Setting.TLS_1_3, false);
            pair(setting).handshake();
            assertThat(lines).isEmpty();
            set("javax.net.debug", "ssl:handshake");
            pair(setting).handshake();
            assertThat(lines)
                    .hasSize(2)
                    .allSatisfy(line -> assertThat(line).contains("TLSv1.3", "TLS_AES_256_GCM_SHA384"))
                    .anySatisfy(line ->
                            assertThat(line).contains("with server example.org:443", "no session offered: none"));
            var refusing = EnginePair.named(
                    setting,
                    Parties.context(Stack.REPRISE, null, Parties.trust(Parties.STRANGER)),
                    Parties.server(Stack.REPRISE));
            refusing.runToFailure();
            assertThat(lines).hasSize(3).last().asString().contains("example.org:443 failed: ");
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#reprise")
    @DisplayName(
            "[JSSE parameters] no packet of ours is longer than setMaximumPacketSize says, in the handshake or after it")
    void packets(Setting setting) throws Exception {
        var pair = pair(setting);
        for (var end : pair.ours()) {
            var parameters = end.engine.getSSLParameters();
            parameters.setMaximumPacketSize(400);
            end.engine.setSSLParameters(parameters);
        }
        var seen = new ArrayList<Integer>();
        pair.client.engine.beginHandshake();
        for (int i = 0; i < 200 && (pair.client.step() | pair.server.step()); i++) {
            for (var end : pair.ours()) {
                var sent = end.peer.takeIncoming();
                lengths(sent, seen);
                end.peer.deliver(sent);
            }
        }
        for (var end : pair.ours()) {
            var result = end.wrap(new byte[10_000]);
            assertThat(result.bytesConsumed()).isBetween(1, 400);
            lengths(end.peer.takeIncoming(), seen);
        }
        assertThat(seen).isNotEmpty().allSatisfy(length -> assertThat(length).isLessThanOrEqualTo(400));
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#repriseAlone")
    @DisplayName("[JSSE parameters] a peer that knows record_size_limit sends no longer packet, either (RFC 8449)")
    void packetsOfThePeer(Setting setting) throws Exception {
        var pair = pair(setting);
        var parameters = pair.server.engine.getSSLParameters();
        parameters.setMaximumPacketSize(400);
        pair.server.engine.setSSLParameters(parameters);
        pair.handshake();
        pair.client.wrap(new byte[10_000]);
        var seen = new ArrayList<Integer>();
        lengths(pair.server.takeIncoming(), seen);
        assertThat(seen).isNotEmpty().allSatisfy(length -> assertThat(length).isLessThanOrEqualTo(400));
    }

    private static void lengths(byte[] records, List<Integer> seen) {
        var buffer = ByteBuffer.wrap(records);
        while (buffer.remaining() >= RecordHeader.LENGTH) {
            int length = RecordHeader.LENGTH + (buffer.getShort(buffer.position() + 3) & 0xffff);
            seen.add(length);
            buffer.position(buffer.position() + length);
        }
    }
}
