package dev.reprise.tls.internal.message;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolVersion;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeMessageRfc8448Test {
    private static final List<String> MESSAGES = List.of(
            "client_hello",
            "hello_retry_request",
            "client_hello_2",
            "server_hello",
            "encrypted_extensions",
            "certificate_request",
            "server_certificate",
            "server_certificate_verify",
            "server_finished",
            "end_of_early_data",
            "client_certificate",
            "client_certificate_verify",
            "client_finished",
            "new_session_ticket");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3-simple-1rtt",
                "4-resumed-0rtt",
                "5-hello-retry-request",
                "6-client-auth",
                "7-compatibility-mode"
            })
    void encodesEachMessageAsItWasReceived(String trace) throws Exception {
        var values = load(trace);
        int seen = 0;
        for (var name : MESSAGES) {
            if (values.containsKey(name)) {
                var raw = Bytes.ofHex(values.getProperty(name));
                assertThat(HandshakeMessage.encode(HandshakeMessage.parse(raw, ProtocolVersion.TLS_1_3)
                                .message()))
                        .as(name)
                        .isEqualTo(raw);
                seen++;
            }
        }
        assertThat(seen).isGreaterThanOrEqualTo(6);
    }

    // RFC 9846 section 4.3.11.2, RFC 8448 section 4: ClientHello prefix.
    @Test
    void truncatesClientHelloBeforeItsBinders() throws Exception {
        var values = load("4-resumed-0rtt");
        var raw = Bytes.ofHex(values.getProperty("client_hello"));
        var hello = HandshakeMessage.parse(raw, ProtocolVersion.TLS_1_3).expect(ClientHello.class);
        assertThat(raw.slice(0, hello.truncatedLength())).hasToString(values.getProperty("client_hello_prefix"));
        var binder = Bytes.ofHex(values.getProperty("binder"));
        var unbound = hello.bound(HandshakeMessage.encode(hello), Bytes.wrap(new byte[32]));
        assertThat(unbound).isNotEqualTo(raw);
        assertThat(hello.bound(unbound, binder)).isEqualTo(raw);
    }

    @Test
    void readsTheFieldsOfANewSessionTicket() throws Exception {
        var values = load("3-simple-1rtt");
        var ticket = HandshakeMessage.parse(
                        Bytes.ofHex(values.getProperty("new_session_ticket")), ProtocolVersion.TLS_1_3)
                .expect(NewSessionTicket.class);
        assertThat(ticket.lifetimeSeconds()).isEqualTo(30);
        assertThat(ticket.ageAdd()).isEqualTo(0xfad6aac5L);
        assertThat(ticket.nonce()).hasToString(values.getProperty("ticket_nonce"));
        assertThat(ticket.ticket()).hasToString(values.getProperty("ticket"));
        assertThat(requireNonNull(ticket.extensions().find(TicketEarlyData.class))
                        .maxEarlyDataSize())
                .isEqualTo(1024);
    }

    private static Properties load(String trace) throws Exception {
        var values = new Properties();
        try (var in = HandshakeMessageRfc8448Test.class.getResourceAsStream("/rfc8448/" + trace + ".properties")) {
            values.load(in);
        }
        return values;
    }
}
