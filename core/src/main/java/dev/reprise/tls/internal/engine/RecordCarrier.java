package dev.reprise.tls.internal.engine;

import dev.reprise.tls.internal.keys.DirectionKeys;
import dev.reprise.tls.internal.keys.TrafficSecret;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ProtocolException;

/** Carries a handshake in records: messages and keys go to the two halves. */
record RecordCarrier(ReadHalf read, WriteHalf write) implements Carrier {
    @Override
    public void send(Level level, Bytes message) {
        write.add(message);
    }

    @Override
    public void flush() throws ProtocolException {
        write.flush();
    }

    @Override
    public void installReadKeys(Level level, TrafficSecret secret, CipherSuite suite) {
        read.install(level, secret, suite);
    }

    @Override
    public void installWriteKeys(Level level, TrafficSecret secret, CipherSuite suite) throws ProtocolException {
        write.install(secret, suite);
    }

    @Override
    public void installReadKeys(DirectionKeys keys, CipherSuite suite) {
        read.install(keys, suite);
    }

    @Override
    public void installWriteKeys(DirectionKeys keys, CipherSuite suite) throws ProtocolException {
        write.install(keys, suite);
    }

    @Override
    public void sendChangeCipherSpec() throws ProtocolException {
        write.changeCipherSpec();
    }

    @Override
    public void limitOwnRecords(int maxContent) {
        write.limitAll(maxContent);
    }

    @Override
    public void limitRecords(int sent, int received) {
        write.limitProtected(sent);
        read.limit(received);
    }

    @Override
    public void updateReadKeys() {
        read.update();
    }

    @Override
    public void answerKeyUpdate() {
        write.oweKeyUpdate();
    }

    @Override
    public void refuseRenegotiation() {
        write.oweRenegotiationRefusal();
    }

    @Override
    public long dataSent() {
        return write.dataRecords();
    }

    @Override
    public void skipEarlyData(int maxBytes) {
        read.skipEarlyData(maxBytes);
    }
}
