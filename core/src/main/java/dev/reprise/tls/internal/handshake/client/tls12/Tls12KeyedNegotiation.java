package dev.reprise.tls.internal.handshake.client.tls12;

import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.HeldSecrets;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.SecretLog;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.keys.KeyBlock;
import dev.reprise.tls.internal.keys.Tls12Exporter;
import dev.reprise.tls.internal.keys.Tls12MainSecret;
import dev.reprise.tls.internal.message.Finished;
import dev.reprise.tls.internal.resumption.RenewalLimit;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.HandshakeKind;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolVersion;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands once there are keys, in a full handshake and an abbreviated one; owned by one state after the other.
 *
 * @param agreed what the hellos agreed on
 * @param main the main secret
 * @param keys the record keys; the engine owns those that are installed
 * @param group the key exchange group; of a resumed session that of its first handshake, null when it does not say
 * @param chain the server's chain; of a resumed session that of its first handshake
 * @param earlier the session resumed, null in a full handshake
 */
record Tls12KeyedNegotiation(
        Tls12Negotiation agreed,
        Tls12MainSecret main,
        KeyBlock keys,
        @Nullable NamedGroup group,
        List<X509Certificate> chain,
        @Nullable RenewalLimit earlier)
        implements AutoCloseable {

    /** Log the main secret, which passes to the result, and derive the keys. */
    static Tls12KeyedNegotiation of(
            Tls12Negotiation agreed,
            Tls12MainSecret main,
            @Nullable NamedGroup group,
            List<X509Certificate> chain,
            @Nullable RenewalLimit earlier) {
        try (var derived = new HeldSecrets()) {
            derived.hold(main);
            new SecretLog(agreed.settings().shared().keyLog(), agreed.clientRandom())
                    .log("CLIENT_RANDOM", main.secret());
            var keys = main.keyBlock(agreed.suite().aead(), agreed.clientRandom(), agreed.serverRandom());
            derived.handOver();
            return new Tls12KeyedNegotiation(agreed, main, keys, group, chain, earlier);
        }
    }

    boolean resumed() {
        return earlier != null;
    }

    /** Return the state that waits for the server's ticket, if it has promised one, or for its change_cipher_spec. */
    State next() {
        return agreed.ticketPromised() ? new WaitNewSessionTicket(this) : new WaitChangeCipherSpec(this, null);
    }

    /** Send change_cipher_spec and, under the new keys, Finished. */
    void sendFinished(Output output) {
        output.installWriteKeys(keys.client(), agreed.suite());
        var transcript = agreed.transcript();
        // The last message in an abbreviated handshake.
        var hash = resumed() ? transcript.last() : transcript.current();
        transcript.update(output.send(new Finished(Bytes.wrap(main.clientFinished(hash)))));
    }

    /** Report that the handshake is done. */
    void report(Output output) {
        if (agreed.sessionOffered() && !resumed()) {
            output.report(new Event.SessionRefused());
        }
        // RFC 7627 section 5.4: nothing is exported from a main secret that is not an extended one.
        if (agreed.extendedMasterSecret()) {
            output.installExporter(new Tls12Exporter(
                    agreed.suite().hash(),
                    main.secret(),
                    agreed.clientRandom(),
                    agreed.serverRandom(),
                    resumed() ? Bytes.EMPTY : agreed.sessionId()));
        }
        output.report(new Event.Established(
                ProtocolVersion.TLS_1_2,
                agreed.suite(),
                group,
                agreed.alpn(),
                agreed.sni(),
                HandshakeKind.of(resumed(), false),
                agreed.extendedMasterSecret(),
                null,
                chain));
    }

    @Override
    public void close() {
        main.close();
        keys.close();
    }
}
