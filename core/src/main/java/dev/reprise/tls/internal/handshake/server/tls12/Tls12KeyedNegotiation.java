package dev.reprise.tls.internal.handshake.server.tls12;

import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.HeldSecrets;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.SecretLog;
import dev.reprise.tls.internal.handshake.server.ClientPath;
import dev.reprise.tls.internal.keys.KeyBlock;
import dev.reprise.tls.internal.keys.Tls12Exporter;
import dev.reprise.tls.internal.keys.Tls12MainSecret;
import dev.reprise.tls.internal.message.Finished;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.HandshakeKind;
import dev.reprise.tls.spec.ProtocolVersion;

/**
 * What stands once there are keys, in a full handshake and an abbreviated one; owned by one state after the other.
 *
 * @param agreed what the hellos agreed on
 * @param main the main secret
 * @param keys the record keys; the engine owns those that are installed
 */
record Tls12KeyedNegotiation(Tls12Negotiation agreed, Tls12MainSecret main, KeyBlock keys) implements AutoCloseable {

    /** Log the main secret, which passes to the result, and derive the keys. */
    static Tls12KeyedNegotiation of(Tls12Negotiation agreed, Tls12MainSecret main) {
        try (var derived = new HeldSecrets()) {
            derived.hold(main);
            new SecretLog(agreed.settings().shared().keyLog(), agreed.clientRandom())
                    .log("CLIENT_RANDOM", main.secret());
            var keys = main.keyBlock(agreed.suite().aead(), agreed.clientRandom(), agreed.serverRandom());
            derived.handOver();
            return new Tls12KeyedNegotiation(agreed, main, keys);
        }
    }

    /** Return the same with a client that has proven itself; owns what this owned. */
    Tls12KeyedNegotiation with(ClientPath shown) {
        return new Tls12KeyedNegotiation(agreed.with(shown), main, keys);
    }

    /** Send change_cipher_spec and, under the new keys, Finished. */
    void sendFinished(Output output) {
        output.installWriteKeys(keys.server(), agreed.suite());
        var transcript = agreed.transcript();
        transcript.update(output.send(new Finished(Bytes.wrap(main.serverFinished(transcript.current())))));
    }

    /** Report that the handshake is done. */
    void report(Output output) {
        // RFC 7627 section 5.4: nothing is exported from a main secret that is not an extended one.
        if (agreed.extendedMasterSecret()) {
            output.installExporter(new Tls12Exporter(
                    agreed.suite().hash(), main.secret(), agreed.clientRandom(), agreed.serverRandom(), Bytes.EMPTY));
        }
        output.report(new Event.Established(
                ProtocolVersion.TLS_1_2,
                agreed.suite(),
                agreed.group(),
                agreed.alpn(),
                agreed.serverName(),
                HandshakeKind.of(agreed.resumed(), false),
                agreed.extendedMasterSecret(),
                agreed.refusal(),
                agreed.client().told(agreed.settings())));
    }

    @Override
    public void close() {
        main.close();
        keys.close();
    }
}
