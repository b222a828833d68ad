package dev.reprise.tls.internal.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.AlertDescription;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;

/** Generated messages of one version, whole and spoiled, and what the parser must make of them. */
final class MessageTrial {
    static final int ROUNDS = 200;

    final MessageGenerator generator = new MessageGenerator();

    private final ProtocolVersion version;

    MessageTrial(ProtocolVersion version) {
        this.version = version;
    }

    /** Make a legal message. */
    HandshakeMessage message(HandshakeType type) {
        return version == ProtocolVersion.TLS_1_3 ? generator.message(type) : generator.tls12Message(type);
    }

    /** Parse what messages encode to, and require the same message, of the same bytes. */
    void assertRoundTrips(HandshakeType type) throws ProtocolException {
        for (int i = 0; i < ROUNDS; i++) {
            var message = message(type);
            var raw = HandshakeMessage.encode(message);
            var received = HandshakeMessage.parse(raw, version);
            assertThat(received.message()).as(generator.toString()).isEqualTo(message);
            assertThat(received.message().type()).isEqualTo(type);
            assertThat(received.raw()).isEqualTo(raw);
            assertThat(HandshakeMessage.encode(received.message()))
                    .as(generator.toString())
                    .isEqualTo(raw);
        }
    }

    /** Parse messages whose bodies end too early, where no message may end, and require that each is refused. */
    void refuseCutBodies(HandshakeType type) {
        for (int i = 0; i < ROUNDS / 10; i++) {
            var message = message(type);
            var body = body(message);
            for (int length = 0; length < body.length(); length++) {
                if (!legalPrefix(message, length)) {
                    assertRefused(Wire.message(type.code(), body.slice(0, length)));
                }
            }
        }
    }

    /** Parse bodies of random bytes; what is not legal is refused with one of a parser's alerts. */
    void parseRandomBytes(HandshakeType type) {
        for (int i = 0; i < ROUNDS * 10; i++) {
            parseOrRefuse(Wire.message(type.code(), generator.bytes(0, 200)));
        }
    }

    /** Parse messages with one byte changed; what is not legal is refused with one of a parser's alerts. */
    void parseDamagedMessages(HandshakeType type) {
        for (int i = 0; i < ROUNDS * 10; i++) {
            var array = HandshakeMessage.encode(message(type)).toArray();
            var noise = generator.bytes(3, 3);
            int position = 4 + (noise.at(0) << 8 | noise.at(1)) % Math.max(1, array.length - 4);
            if (position < array.length) {
                array[position] = (byte) noise.at(2);
            }
            parseOrRefuse(Bytes.wrap(array));
        }
    }

    /** Require that what is legal means the same when it is encoded again. */
    private void parseOrRefuse(Bytes raw) {
        try {
            var message = HandshakeMessage.parse(raw, version).message();
            var again = HandshakeMessage.parse(HandshakeMessage.encode(message), version);
            assertThat(again.message()).as("%s, %s", generator, raw).isEqualTo(message);
        } catch (ProtocolException refused) {
            assertThat(refused.reason().alert())
                    .as("%s, %s", generator, raw)
                    .isIn(AlertDescription.DECODE_ERROR, AlertDescription.ILLEGAL_PARAMETER);
        }
    }

    /** The hellos may end before their extensions, and verify_data may have any length. */
    private static boolean legalPrefix(HandshakeMessage message, int length) {
        return switch (message) {
            case ClientHello hello ->
                length == body(message).length() - hello.extensions().encodedLength();
            case ServerHello hello ->
                length == body(message).length() - hello.extensions().encodedLength();
            case Finished ignored -> true;
            default -> false;
        };
    }

    /** Require that the parser refuses this, for whatever reason. */
    void assertRefused(Bytes raw) {
        assertThatExceptionOfType(ProtocolException.class)
                .as("%s, %s", generator, raw)
                .isThrownBy(() -> HandshakeMessage.parse(raw, version));
    }

    /** The message without its header. */
    static Bytes body(HandshakeMessage message) {
        var raw = HandshakeMessage.encode(message);
        return raw.slice(4, raw.length() - 4);
    }

    /** The reason the parser refuses with. */
    Reason reasonOf(Bytes raw) {
        return Refusal.of(() -> HandshakeMessage.parse(raw, version));
    }
}
