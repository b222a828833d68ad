package dev.reprise.tls;

import static dev.reprise.tls.PairTest.assertAborted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.tls.Pair.Direction;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.EncryptedExtensions;
import dev.reprise.tls.internal.message.HandshakeMessage;
import dev.reprise.tls.internal.message.RecordSizeLimit;
import dev.reprise.tls.internal.message.ServerHello;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** RFC 8449: each side says how much it takes in a record, sends no more than both want, and holds the peer to its word. */
class RecordSizeLimitTest {
    private static final int MAX = 1 << 14;
    private static final int[] LIMITS = {64, 1000, MAX - 1, MAX};

    private final RingClocks clocks = new RingClocks();
    private int longest;

    @ParameterizedTest
    @EnumSource
    void bothKeepToBothLimits(ProtocolVersion version) throws Exception {
        for (int clients : LIMITS) {
            for (int servers : LIMITS) {
                var client = client(clients).protocols(version).sessions(new SessionCache(4, clocks.clocks()));
                var server = server(version, servers).build();
                for (boolean resumed : new boolean[] {false, true}) {
                    try (var pair = Pair.of(client.build(), server).wire(observing(version))) {
                        pair.handshake();
                        assertThat(pair.client().engine().info().resumed()).isEqualTo(resumed);
                        longest = 0;
                        pair.client().send(new byte[40_000]);
                        pair.server().send(new byte[40_000]);
                        pair.run();
                        assertThat(pair.client().received()).hasSize(40_000);
                        assertThat(pair.server().received()).hasSize(40_000);
                        assertThat(longest).isEqualTo(Math.min(clients, servers));
                    }
                }
            }
        }
    }

    /** What one side wants for itself holds in the handshake, too, and before there are keys. */
    @ParameterizedTest
    @EnumSource
    void noRecordIsLongerThanItsSenderWants(ProtocolVersion version) throws Exception {
        try (var pair = Pair.of(client(64).build(), server(version, 64).build()).wire((direction, record) -> {
            longest = Math.max(longest, record.length - 5);
            return List.of(record);
        })) {
            pair.handshake().exchange();
            assertThat(longest).isBetween(64, 64 + overhead(version));
        }
    }

    /** Section 4: MUST be record_overflow. The limit that the peer hears is one above what holds. */
    @ParameterizedTest
    @EnumSource
    void aServerRefusesLongerRecordsThanItTakes(ProtocolVersion version) throws Exception {
        for (int heard : new int[] {100, 101, MAX}) {
            var server = Pair.lyingServer(server(version, 100).build(), message -> List.of(answering(message, heard)));
            var pair = Pair.of(Pair.engine(client(MAX).build(), Pair.NAME), server);
            pair.handshake();
            pair.client().send(new byte[101]);
            pair.run();
            if (heard == 100) {
                assertThat(pair.server().received()).hasSize(101);
            } else {
                assertAborted(pair.server(), Reason.RECORD_TOO_LONG, pair.client());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientRefusesLongerRecordsThanItTakes(ProtocolVersion version) throws Exception {
        for (int heard : new int[] {2000, 2001, MAX}) {
            int limit = heard + (version == ProtocolVersion.TLS_1_3 ? 1 : 0);
            var client = Pair.lyingClient(
                    client(2000).protocols(version).build(), message -> List.of(offering(message, limit)));
            var pair = Pair.of(client, server(version, MAX).build().engine());
            pair.handshake();
            pair.server().send(new byte[2001]);
            pair.run();
            if (heard == 2000) {
                assertThat(pair.client().received()).hasSize(2001);
            } else {
                assertAborted(pair.client(), Reason.RECORD_TOO_LONG, pair.server());
            }
        }
    }

    /** A client of both versions has announced one byte more than content: ours does not use it in TLS 1.2, others may. */
    @Test
    void aClientOfBothVersionsTakesInTls12WhatItHasAnnounced() throws Exception {
        var server = server(ProtocolVersion.TLS_1_2, MAX).build();
        for (int heard : new int[] {101, 102, 103}) {
            var client = Pair.lyingClient(client(100).build(), message -> List.of(offering(message, heard)));
            var pair = Pair.of(client, server.engine()).wire(observing(ProtocolVersion.TLS_1_2));
            pair.handshake();
            pair.server().send(new byte[5000]);
            pair.run();
            assertThat(longest).isEqualTo(heard - 1);
            if (heard < 103) {
                assertThat(pair.client().received()).hasSize(5000);
            } else {
                assertAborted(pair.client(), Reason.RECORD_TOO_LONG, pair.server());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPeerThatTellsNoLimitIsHeldToNone(ProtocolVersion version) throws Exception {
        var client = Pair.lyingClient(
                client(MAX).protocols(version).build(),
                message -> List.of(
                        message instanceof ClientHello hello
                                ? Messages.without(hello, RecordSizeLimit.class)
                                : message));
        var pair = Pair.of(client, server(version, 100).build().engine());
        pair.handshake();
        pair.client().send(new byte[40_000]);
        pair.run();
        assertThat(pair.server().received()).hasSize(40_000);
    }

    /** Section 4: a client MUST answer a limit above the maximum with illegal_parameter, and a server MUST NOT check it. */
    @ParameterizedTest
    @EnumSource
    void onlyAServersLimitIsHeldToTheMaximum(ProtocolVersion version) throws Exception {
        int max = version == ProtocolVersion.TLS_1_3 ? MAX + 1 : MAX;
        for (int limit : new int[] {max, max + 1, 0xffff}) {
            var server = Pair.lyingServer(
                    server(version, MAX).build(), message -> List.of(answering(message, limit - (max - MAX))));
            var pair = Pair.of(Pair.engine(client(MAX).build(), Pair.NAME), server);
            if (limit == max) {
                pair.handshake().exchange().close();
            } else {
                pair.run();
                assertAborted(pair.client(), Reason.BAD_RECORD_SIZE_LIMIT, pair.server());
            }
            var client = Pair.lyingClient(
                    client(MAX).protocols(version).build(), message -> List.of(offering(message, limit)));
            Pair.of(client, server(version, MAX).build().engine())
                    .handshake()
                    .exchange()
                    .close();
        }
    }

    @Test
    void refusesLimitsOutOfRange() {
        for (int illegal : new int[] {Integer.MIN_VALUE, 0, 63, MAX + 1, Integer.MAX_VALUE}) {
            assertThatIllegalArgumentException().isThrownBy(() -> client(illegal));
            assertThatIllegalArgumentException().isThrownBy(() -> server(ProtocolVersion.TLS_1_3, illegal));
        }
    }

    private ClientConfig.Builder client(int limit) {
        return Parties.client(clocks).recordSizeLimit(limit);
    }

    private ServerConfig.Builder server(ProtocolVersion version, int limit) {
        return Parties.server(clocks).protocols(version).recordSizeLimit(limit);
    }

    private Pair.Wire observing(ProtocolVersion version) {
        return (Direction direction, byte[] record) -> {
            if (record[0] == 23) {
                longest = Math.max(longest, record.length - 5 - overhead(version));
            }
            return List.of(record);
        };
    }

    /** Explicit nonce and tag, or content type and tag. */
    private static int overhead(ProtocolVersion version) {
        return version == ProtocolVersion.TLS_1_2 ? 8 + 16 : 1 + 16;
    }

    private static HandshakeMessage offering(HandshakeMessage message, int limit) {
        return message instanceof ClientHello hello ? Messages.with(hello, new RecordSizeLimit(limit)) : message;
    }

    private static HandshakeMessage answering(HandshakeMessage message, int content) {
        return switch (message) {
            case EncryptedExtensions encrypted -> Messages.with(encrypted, new RecordSizeLimit(content + 1));
            case ServerHello hello
            when hello.extensions().find(RecordSizeLimit.class) != null ->
                Messages.with(hello, new RecordSizeLimit(content));
            default -> message;
        };
    }
}
