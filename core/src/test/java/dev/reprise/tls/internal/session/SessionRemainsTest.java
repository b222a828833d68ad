package dev.reprise.tls.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.Remains;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Nothing of a session's secret is left in memory, whatever came of reading or writing it. */
class SessionRemainsTest {
    private static final Instant RECEIVED = Instant.ofEpochSecond(1_780_000_000, 5_000_000);

    private int refused;

    @Test
    void closedSessionsLeaveNothing() throws Exception {
        assertThat(Remains.after(secret -> {
                    try (var session = session(secret.secret(48));
                            var copy = session.copy();
                            var built = session.toBuilder()
                                    .secret(secret.secret(32))
                                    .build();
                            var again = SessionData.parse(Bytes.wrap(secret.own(session.encode())))
                                    .receivedAt(RECEIVED)) {
                        secret.own(copy.encode(Bytes.ofHex("3000")));
                        secret.own(built.encode());
                        secret.own(again.encode());
                    }
                }))
                .isEmpty();
    }

    @Test
    void refusedSessionsLeaveNothing() throws Exception {
        assertThat(Remains.after(secret -> {
                    refused = 0;
                    byte[] der;
                    try (var session = session(secret.secret(48))) {
                        der = secret.own(session.encode());
                    }
                    for (int length = 0; length < der.length; length++) {
                        parse(Bytes.wrap(der, 0, length));
                    }
                    assertThat(refused).as("strict prefixes").isEqualTo(der.length);
                    for (int i = 0; i < der.length; i++) {
                        byte was = der[i];
                        der[i] ^= (byte) 0x80;
                        parse(Bytes.wrap(der));
                        der[i] = was;
                    }
                }))
                .isEmpty();
        assertThat(refused).as("prefixes and changes").isGreaterThan(200);
    }

    private void parse(Bytes der) {
        try {
            SessionData.parse(der).close();
        } catch (ProtocolException e) {
            refused++;
        }
    }

    private static SessionData session(Secret secret) {
        return SessionData.builder()
                .protocolVersion(0x0303)
                .cipherSuite(0xc030)
                .secret(secret)
                .received(RECEIVED)
                .timeout(7_200)
                .hostName("example.org")
                .ticketLifetimeHint(3_600)
                .ticket(Bytes.ofHex("ee".repeat(40)))
                .flags(SessionData.FLAG_EXTENDED_MASTER_SECRET)
                .alpn(Bytes.ofHex("6832"))
                .keyExchangeGroup(29)
                .build();
    }
}
