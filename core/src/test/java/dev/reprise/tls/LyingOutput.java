package dev.reprise.tls;

import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.keys.DirectionKeys;
import dev.reprise.tls.internal.keys.Exporter;
import dev.reprise.tls.internal.keys.TrafficSecret;
import dev.reprise.tls.internal.message.HandshakeMessage;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.TlsException;

/** Passes all on to the engine, but for messages, which a {@link Lie} may change before anybody hashes them. */
final class LyingOutput implements Output {
    private final Output engine;
    private final Lie lie;

    LyingOutput(Output engine, Lie lie) {
        this.engine = engine;
        this.lie = lie;
    }

    @Override
    public Bytes send(HandshakeMessage message) {
        var sent = new Writer();
        for (var told : lie.tell(message)) {
            sent.bytes(engine.send(told));
        }
        return sent.toBytes();
    }

    @Override
    public Bytes send(Bytes encodedMessage) {
        HandshakeMessage message;
        try {
            message = HandshakeMessage.parse(encodedMessage, ProtocolVersion.TLS_1_3)
                    .message();
        } catch (ProtocolException e) {
            throw new AssertionError("our own message does not parse", e);
        }
        return send(message);
    }

    @Override
    public void sendChangeCipherSpec() {
        engine.sendChangeCipherSpec();
    }

    @Override
    public void installReadKeys(TrafficSecret secret, CipherSuite suite) throws TlsException {
        engine.installReadKeys(secret, suite);
    }

    @Override
    public void installWriteKeys(TrafficSecret secret, CipherSuite suite) {
        engine.installWriteKeys(secret, suite);
    }

    @Override
    public void installReadKeys(DirectionKeys keys, CipherSuite suite) throws TlsException {
        engine.installReadKeys(keys, suite);
    }

    @Override
    public void installWriteKeys(DirectionKeys keys, CipherSuite suite) {
        engine.installWriteKeys(keys, suite);
    }

    @Override
    public void limitOwnRecords(int maxContent) {
        engine.limitOwnRecords(maxContent);
    }

    @Override
    public void limitRecords(int sent, int received) {
        engine.limitRecords(sent, received);
    }

    @Override
    public void refuseRenegotiation() {
        engine.refuseRenegotiation();
    }

    @Override
    public void updateReadKeys() throws TlsException {
        engine.updateReadKeys();
    }

    @Override
    public void answerKeyUpdate() {
        engine.answerKeyUpdate();
    }

    @Override
    public void skipEarlyData(int maxBytes) {
        engine.skipEarlyData(maxBytes);
    }

    @Override
    public void installExporter(Exporter exporter) {
        engine.installExporter(exporter);
    }

    @Override
    public void report(Event event) {
        engine.report(event);
    }
}
