package dev.reprise.tls.internal.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.keys.DirectionKeys;
import dev.reprise.tls.internal.keys.Exporter;
import dev.reprise.tls.internal.keys.TrafficSecret;
import dev.reprise.tls.internal.message.HandshakeMessage;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Puts recorded bytes where a state would send its own, so that the transcript is the recorded one; keeps what the state
 * would have sent, and the secrets it installs.
 */
final class RecordedOutput implements Output {
    final List<HandshakeMessage> sent = new ArrayList<>();
    final List<Bytes> sentEncoded = new ArrayList<>();
    final List<Bytes> readSecrets = new ArrayList<>();
    final List<Bytes> writeSecrets = new ArrayList<>();
    final List<Event> events = new ArrayList<>();
    final List<Bytes> readKeys = new ArrayList<>();
    final List<Bytes> writeKeys = new ArrayList<>();
    int renegotiationsRefused;
    int changeCipherSpecs;
    int keyUpdateAnswers;
    int readKeyUpdates;
    int skippedEarlyData;
    private final Deque<Transcript.Message> recorded;

    RecordedOutput(List<Transcript.Message> recorded) {
        this.recorded = new ArrayDeque<>(recorded);
    }

    @Override
    public Bytes send(HandshakeMessage message) {
        sent.add(message);
        var next = recorded.remove();
        assertThat(message.type().code())
                .as("order of our messages")
                .isEqualTo(next.bytes().at(0));
        return next.bytes();
    }

    @Override
    public Bytes send(Bytes encodedMessage) {
        try {
            var own = HandshakeMessage.parse(encodedMessage, ProtocolVersion.TLS_1_3);
            sentEncoded.add(encodedMessage);
            return send(own.message());
        } catch (ProtocolException e) {
            throw new AssertionError("our own message does not parse", e);
        }
    }

    @Override
    public void sendChangeCipherSpec() {
        changeCipherSpecs++;
    }

    @Override
    public void installReadKeys(TrafficSecret secret, CipherSuite suite) {
        readSecrets.add(Bytes.wrap(secret.secret().toArray()));
    }

    @Override
    public void installWriteKeys(TrafficSecret secret, CipherSuite suite) {
        writeSecrets.add(Bytes.wrap(secret.secret().toArray()));
    }

    @Override
    public void installReadKeys(DirectionKeys keys, CipherSuite suite) {
        readKeys.add(Bytes.wrap(keys.key().toArray()));
    }

    @Override
    public void installWriteKeys(DirectionKeys keys, CipherSuite suite) {
        sendChangeCipherSpec();
        writeKeys.add(Bytes.wrap(keys.key().toArray()));
    }

    @Override
    public void limitOwnRecords(int maxContent) {}

    @Override
    public void limitRecords(int sent, int received) {}

    @Override
    public void refuseRenegotiation() {
        renegotiationsRefused++;
    }

    @Override
    public void updateReadKeys() {
        readKeyUpdates++;
    }

    @Override
    public void answerKeyUpdate() {
        keyUpdateAnswers++;
    }

    @Override
    public void skipEarlyData(int maxBytes) {
        skippedEarlyData = maxBytes;
    }

    @Override
    public void installExporter(Exporter exporter) {
        exporter.close();
    }

    @Override
    public void report(Event event) {
        events.add(event);
    }

    <T extends Event> List<T> events(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
