package dev.reprise.tls.internal.handshake.client;

import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.FinishedCheck;
import dev.reprise.tls.internal.handshake.HeldSecrets;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.message.Finished;
import dev.reprise.tls.internal.message.HandshakeType;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.HandshakeKind;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.TlsException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** WAIT_FINISHED: the server's Finished, answered by our last flight (RFC 9846 section 4.5.3). */
public final class WaitFinished implements ClientState {
    private final Tls13Negotiation agreed;
    private final @Nullable String alpn;
    private final List<X509Certificate> chain;
    private final @Nullable CertificateAnswer answer;

    WaitFinished(
            Tls13Negotiation agreed,
            @Nullable String alpn,
            List<X509Certificate> chain,
            @Nullable CertificateAnswer answer) {
        this.agreed = agreed;
        this.alpn = alpn;
        this.chain = chain;
        this.answer = answer;
    }

    @Override
    public boolean accepts(HandshakeType type) {
        return type == HandshakeType.FINISHED;
    }

    @Override
    public State onMessage(ReceivedMessage message, Output output) throws TlsException {
        var finished = message.expect(Finished.class);
        var transcript = agreed.transcript();
        FinishedCheck.check(finished, agreed.serverTraffic(), transcript.current());
        if (agreed.resumed()) {
            agreed.settings().decisions().resumed(chain, agreed.parameters(alpn));
        }
        transcript.update(message.raw());
        try (var derived = new HeldSecrets();
                var main = agreed.handshakeSecret().main()) {
            var hash = transcript.current();
            var nextRead = derived.hold(main.serverApplicationTraffic(hash));
            agreed.log().log("SERVER_TRAFFIC_SECRET_0", nextRead.secret());
            output.installReadKeys(nextRead, agreed.suite());
            var exporter = derived.hold(main.exporter(hash));
            agreed.log().log("EXPORTER_SECRET", exporter.secret());
            output.installExporter(exporter);
            if (!agreed.retried()) {
                output.sendChangeCipherSpec();
            }
            if (answer != null) {
                answer.send(agreed.settings(), transcript, output);
            }
            var verifyData = agreed.clientTraffic().finished(transcript.current());
            transcript.update(output.send(new Finished(Bytes.wrap(verifyData))));
            var nextWrite = derived.hold(main.clientApplicationTraffic(hash));
            agreed.log().log("CLIENT_TRAFFIC_SECRET_0", nextWrite.secret());
            output.installWriteKeys(nextWrite, agreed.suite());
            var resumption = derived.hold(main.resumption(transcript.last()));
            agreed.close();
            report(output);
            derived.handOver();
            return new Connected(agreed, alpn, chain, resumption);
        }
    }

    private void report(Output output) {
        if (agreed.sessionOffered() && !agreed.resumed()) {
            output.report(new Event.SessionRefused());
        }
        output.report(new Event.Established(
                ProtocolVersion.TLS_1_3,
                agreed.suite(),
                agreed.group(),
                alpn,
                agreed.sni(),
                HandshakeKind.of(agreed.resumed(), agreed.retried()),
                true,
                null,
                chain));
    }

    @Override
    public boolean costly() {
        // A client's signature, the user's key log, or a look at the session's chain.
        return answer != null
                || agreed.settings().shared().keyLog() != null
                || (agreed.resumed() && agreed.settings().decisions().verifiesResumed());
    }

    @Override
    public void close() {
        agreed.close();
    }
}
