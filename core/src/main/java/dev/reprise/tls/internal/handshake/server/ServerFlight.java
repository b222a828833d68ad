package dev.reprise.tls.internal.handshake.server;

import dev.reprise.tls.internal.crypto.Hkdf;
import dev.reprise.tls.internal.handshake.CertificateVerifyContent;
import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.HeldSecrets;
import dev.reprise.tls.internal.handshake.NegotiatedParameters;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.RecordLimits;
import dev.reprise.tls.internal.handshake.SecretLog;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.keys.HandshakeSecret;
import dev.reprise.tls.internal.keys.TranscriptHash;
import dev.reprise.tls.internal.message.Alpn;
import dev.reprise.tls.internal.message.CertificateVerify;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.EncryptedExtensions;
import dev.reprise.tls.internal.message.Extension;
import dev.reprise.tls.internal.message.Extensions;
import dev.reprise.tls.internal.message.Finished;
import dev.reprise.tls.internal.message.KeyShareEntry;
import dev.reprise.tls.internal.message.KeyShareServerHello;
import dev.reprise.tls.internal.message.RecordSizeLimit;
import dev.reprise.tls.internal.message.SelectedPsk;
import dev.reprise.tls.internal.message.SelectedVersion;
import dev.reprise.tls.internal.message.ServerHello;
import dev.reprise.tls.internal.message.ServerNameAcknowledgement;
import dev.reprise.tls.internal.message.TicketRequest;
import dev.reprise.tls.internal.message.TicketRequestHint;
import dev.reprise.tls.internal.ticket.TicketDecision;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.SignatureScheme;
import dev.reprise.tls.spec.TlsException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers an acceptable ClientHello with ServerHello to Finished (RFC 9846 section 2, figures 1 and 3). */
final class ServerFlight {
    static final int LEGACY_VERSION = 0x0303;

    private final ServerSettings settings;
    private final ReceivedClientHello received;
    private final ClientHello hello;
    private final Bytes rawHello;
    private final CipherSuite suite;
    private final Tls13Resumption resumption;
    private final TranscriptHash transcript;
    private final boolean retried;

    ServerFlight(
            ServerSettings settings,
            ReceivedClientHello received,
            Bytes rawHello,
            CipherSuite suite,
            Tls13Resumption resumption,
            TranscriptHash transcript,
            boolean retried) {
        this.settings = settings;
        this.received = received;
        this.hello = received.message();
        this.rawHello = rawHello;
        this.suite = suite;
        this.resumption = resumption;
        this.transcript = transcript;
        this.retried = retried;
    }

    /** Return the suite: the most wanted one, or with a ticket the most wanted of its hash. */
    static CipherSuite suite(List<CipherSuite> mutual, Tls13Resumption resumption) {
        var accepted = resumption.accepted();
        return accepted == null ? mutual.get(0) : accepted.suite();
    }

    /** Return how many bytes of early data are skipped: what the ticket allowed, at least what the settings say. */
    static int earlyDataBound(ServerSettings settings, Tls13Resumption resumption) {
        var accepted = resumption.accepted();
        long allowed = accepted == null ? 0 : accepted.session().maxEarlyData();
        return (int) Math.min(Integer.MAX_VALUE, Math.max(settings.skippedEarlyData(), allowed));
    }

    State send(KeyShareEntry clientShare, Output output) throws TlsException {
        var group = NamedGroup.find(clientShare.group());
        if (group == null) {
            throw new ProtocolException(Reason.INTERNAL_ERROR, "a share of an unknown group was chosen");
        }
        TicketReport.seen(resumption.decision(), output);
        // Chosen before anything goes out, so that a client we cannot serve gets its alert in the clear.
        var negotiated = ServerChoices.negotiate(ProtocolVersion.TLS_1_3, List.of(suite), group, received, settings);
        output.report(Event.Negotiated.choice(ProtocolVersion.TLS_1_3, suite, group, negotiated.protocol()));
        var proof = resumption.accepted() == null ? proof(negotiated) : null;
        if (proof != null) {
            output.report(Event.Negotiated.own(proof.identity().chain()));
        }
        try (var derived = new HeldSecrets()) {
            var hkdf = derived.hold(new Hkdf(suite.hash()));
            var handshakeSecret = derived.hold(keyExchange(clientShare, group, hkdf, output));
            var next = sendProtected(handshakeSecret, hkdf, group, negotiated.protocol(), proof, derived, output);
            derived.handOver();
            return next;
        }
    }

    /**
     * How we prove ourselves.
     *
     * @param chosen our certificate
     * @param scheme how to sign
     */
    private record Proof(ServerIdentity chosen, SignatureScheme scheme) {
        Identity identity() {
            return chosen.identity();
        }
    }

    private Proof proof(NegotiatedParameters negotiated) throws ProtocolException {
        var offered = negotiated.peerSchemes();
        // Section 4.3.3: a server that authenticates with a certificate needs the client's signature_algorithms.
        if (offered == null) {
            throw new ProtocolException(
                    Reason.MISSING_EXTENSION, "ClientHello lacks signature_algorithms for a certificate");
        }
        var chosen = ServerChoices.identity(received, negotiated, settings);
        return new Proof(chosen, Selection.signatureScheme(chosen.identity(), offered, settings));
    }

    private HandshakeSecret keyExchange(KeyShareEntry clientShare, NamedGroup group, Hkdf hkdf, Output output)
            throws TlsException {
        try (var early = resumption.earlySecret(hkdf, hello, rawHello, transcript)) {
            var answer = settings.shared().keyShares().answer(group, clientShare.keyExchange());
            output.report(new Event.KeysAgreed(answer.provider()));
            try (var shared = answer.shared()) {
                transcript.update(rawHello);
                transcript.update(output.send(serverHello(answer.publicKey(), group)));
                if (!retried && !hello.legacySessionId().isEmpty()) {
                    output.sendChangeCipherSpec();
                }
                return early.handshake(shared);
            }
        }
    }

    private State sendProtected(
            HandshakeSecret handshakeSecret,
            Hkdf hkdf,
            NamedGroup group,
            @Nullable String alpn,
            @Nullable Proof proof,
            HeldSecrets derived,
            Output output)
            throws TlsException {
        var helloHash = transcript.current();
        var serverTraffic = derived.hold(handshakeSecret.serverHandshakeTraffic(helloHash));
        var clientTraffic = derived.hold(handshakeSecret.clientHandshakeTraffic(helloHash));
        var log = new SecretLog(settings.shared().keyLog(), hello.random());
        log.log("CLIENT_HANDSHAKE_TRAFFIC_SECRET", clientTraffic.secret());
        log.log("SERVER_HANDSHAKE_TRAFFIC_SECRET", serverTraffic.secret());
        output.installReadKeys(clientTraffic, suite);
        output.installWriteKeys(serverTraffic, suite);
        var limit = RecordLimits.answer(hello.extensions(), settings.terms(), ProtocolVersion.TLS_1_3, output);
        transcript.update(output.send(encryptedExtensions(alpn, proof, limit)));
        // Section 4.4.2: only a server that authenticates with a certificate may ask for one.
        var wanted = proof == null ? null : settings.clientCertificates();
        if (wanted != null) {
            transcript.update(output.send(wanted.request(settings.terms().acceptedSchemes())));
        }
        if (proof != null) {
            prove(proof, output);
        }
        transcript.update(output.send(new Finished(Bytes.wrap(serverTraffic.finished(transcript.current())))));
        var main = derived.hold(handshakeSecret.main());
        var finishedHash = transcript.current();
        var nextWrite = derived.hold(main.serverApplicationTraffic(finishedHash));
        var nextRead = derived.hold(main.clientApplicationTraffic(finishedHash));
        var exporter = derived.hold(main.exporter(finishedHash));
        log.log("CLIENT_TRAFFIC_SECRET_0", nextRead.secret());
        log.log("SERVER_TRAFFIC_SECRET_0", nextWrite.secret());
        log.log("EXPORTER_SECRET", exporter.secret());
        output.installWriteKeys(nextWrite, suite);
        output.installExporter(exporter);
        var accepted = resumption.accepted();
        var agreed = new Tls13Negotiation(
                settings,
                received.name(),
                suite,
                group,
                alpn,
                retried,
                TicketFlight.count(hello, settings, accepted != null),
                accepted == null ? null : accepted.state(),
                accepted == null ? ClientPath.NONE : ClientPath.resumed(accepted.clientChain()),
                TicketDecision.refusal(resumption.decision()));
        var unfinished = new PendingSecrets(hkdf, transcript, clientTraffic, nextRead, main);
        return wanted == null ? new WaitFinished(agreed, unfinished) : new WaitCertificate(agreed, unfinished, wanted);
    }

    private void prove(Proof proof, Output output) throws ProtocolException {
        var stapled = ServerChoices.stapled(received, proof.chosen(), settings);
        transcript.update(output.send(
                settings.shared().ownCertificate().message(proof.identity().chain(), stapled)));
        var content = CertificateVerifyContent.ofServer(transcript.current());
        var signature = settings.shared()
                .signatures()
                .sign(proof.scheme(), proof.identity().privateKey(), content);
        transcript.update(output.send(new CertificateVerify(proof.scheme().code(), signature.value())));
        output.report(new Event.Signed(false, proof.scheme(), signature.provider()));
    }

    private ServerHello serverHello(Bytes publicKey, NamedGroup group) {
        var random = new byte[32];
        settings.shared().random().nextBytes(random);
        var extensions = new ArrayList<Extension>();
        extensions.add(new SelectedVersion(ProtocolVersion.TLS_1_3.code()));
        extensions.add(new KeyShareServerHello(new KeyShareEntry(group.code(), publicKey)));
        if (resumption.accepted() != null) {
            extensions.add(new SelectedPsk(resumption.index()));
        }
        return new ServerHello(
                LEGACY_VERSION,
                Bytes.wrap(random),
                hello.legacySessionId(),
                suite.code(),
                0,
                Extensions.of(extensions));
    }

    private EncryptedExtensions encryptedExtensions(
            @Nullable String alpn, @Nullable Proof proof, @Nullable RecordSizeLimit limit) {
        var extensions = new ArrayList<Extension>();
        // RFC 6066 section 3: acknowledge the name when it chose the certificate; on resumption none is sent.
        if (proof != null && proof.chosen().named()) {
            extensions.add(new ServerNameAcknowledgement());
        }
        if (settings.tickets() != null && hello.extensions().find(TicketRequest.class) != null) {
            // RFC 9149 section 3: a server that uses ticket_request MUST answer it here.
            extensions.add(new TicketRequestHint(TicketFlight.count(hello, settings, resumption.accepted() != null)));
        }
        if (alpn != null) {
            extensions.add(Alpn.of(List.of(alpn)));
        }
        if (limit != null) {
            extensions.add(limit);
        }
        return new EncryptedExtensions(Extensions.of(extensions));
    }
}
