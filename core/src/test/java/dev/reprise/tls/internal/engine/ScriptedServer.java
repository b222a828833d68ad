package dev.reprise.tls.internal.engine;

import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.keys.TrafficSecret;
import dev.reprise.tls.internal.message.ChangeCipherSpec;
import dev.reprise.tls.internal.message.EndOfEarlyData;
import dev.reprise.tls.internal.message.Finished;
import dev.reprise.tls.internal.message.Incoming;
import dev.reprise.tls.internal.message.KeyUpdate;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.HandshakeKind;
import dev.reprise.tls.spec.HashAlgorithm;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;
import java.util.Arrays;
import java.util.List;

/**
 * A handshake reduced to its key changes: the client's EndOfEarlyData stands for ClientHello, ours for ServerHello, and
 * one Finished each way follows under handshake keys made of fixed bytes.
 */
public final class ScriptedServer {
    /** The suite of all its keys. */
    public static final CipherSuite SUITE = CipherSuite.TLS_AES_128_GCM_SHA256;
    /** What it sends under its handshake keys. */
    public static final Finished FINISHED = new Finished(Bytes.wrap(new byte[32]));

    /** Waits for the client's Finished; the state after the first. */
    public final ScriptedState waitFinished = ScriptedState.waiting(this::onFinished);
    /** The state after the handshake. */
    public final ScriptedState connected = ScriptedState.established(this::onConnected);

    private final boolean costly;
    private int earlyData = -1;
    private boolean retries;

    private ScriptedServer(boolean costly) {
        this.costly = costly;
    }

    /** One whose first message is handled at once. */
    public static ScriptedServer prompt() {
        return new ScriptedServer(false);
    }

    /** One whose first message is handled by a task. */
    public static ScriptedServer costly() {
        return new ScriptedServer(true);
    }

    /** Skip early data of up to some bytes, after a first hello that is answered by a retry or not. */
    public ScriptedServer skipsEarlyData(int maxBytes, boolean afterRetry) {
        earlyData = maxBytes;
        retries = afterRetry;
        return this;
    }

    /** The state it begins in. */
    public ScriptedState first() {
        return costly ? ScriptedState.costly(this::onHello) : ScriptedState.waiting(this::onHello);
    }

    /** A traffic secret of fixed bytes: 1 client handshake, 2 server handshake, 3 and 4 the application's. */
    public static TrafficSecret secret(int number) {
        var bytes = new byte[32];
        Arrays.fill(bytes, (byte) number);
        return new TrafficSecret(HashAlgorithm.SHA256, Secret.take(bytes));
    }

    private State onHello(Incoming incoming, Output output) throws TlsException {
        incoming.expect(EndOfEarlyData.class);
        output.send(new EndOfEarlyData());
        if (earlyData >= 0) {
            output.skipEarlyData(earlyData);
        }
        if (retries) {
            return ScriptedState.waiting((second, again) -> {
                if (second instanceof ReceivedMessage) {
                    return onSecondHello(second, again);
                }
                throw new ProtocolException(Reason.UNEXPECTED_CHANGE_CIPHER_SPEC, "scripted");
            });
        }
        return installHandshakeKeys(output);
    }

    private State onSecondHello(Incoming incoming, Output output) throws TlsException {
        incoming.expect(EndOfEarlyData.class);
        output.send(new EndOfEarlyData());
        return installHandshakeKeys(output);
    }

    private State installHandshakeKeys(Output output) throws TlsException {
        output.sendChangeCipherSpec();
        output.installReadKeys(secret(1), SUITE);
        output.installWriteKeys(secret(2), SUITE);
        output.send(FINISHED);
        return waitFinished;
    }

    private State onFinished(Incoming incoming, Output output) throws TlsException {
        if (incoming instanceof ChangeCipherSpec) {
            return waitFinished;
        }
        incoming.expect(Finished.class);
        output.installReadKeys(secret(3), SUITE);
        output.installWriteKeys(secret(4), SUITE);
        output.report(new Event.Established(
                ProtocolVersion.TLS_1_3,
                SUITE,
                NamedGroup.X25519,
                null,
                null,
                HandshakeKind.FULL,
                true,
                null,
                List.of()));
        return connected;
    }

    private State onConnected(Incoming incoming, Output output) throws TlsException {
        if (incoming instanceof ReceivedMessage received && received.message() instanceof EndOfEarlyData) {
            return connected;
        }
        var update = incoming.expect(KeyUpdate.class);
        output.updateReadKeys();
        if (update.updateRequested()) {
            output.answerKeyUpdate();
        }
        return connected;
    }
}
