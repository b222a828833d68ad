package dev.reprise.tls.internal.handshake.server.tls12;

import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.NegotiatedParameters;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.RecordLimits;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.handshake.server.ReceivedClientHello;
import dev.reprise.tls.internal.handshake.server.ServerChoices;
import dev.reprise.tls.internal.handshake.server.ServerSettings;
import dev.reprise.tls.internal.handshake.server.TicketReport;
import dev.reprise.tls.internal.message.Alpn;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.EcPointFormats;
import dev.reprise.tls.internal.message.EmptyStatusRequest;
import dev.reprise.tls.internal.message.ExtendedMasterSecret;
import dev.reprise.tls.internal.message.Extension;
import dev.reprise.tls.internal.message.Extensions;
import dev.reprise.tls.internal.message.RecordSizeLimit;
import dev.reprise.tls.internal.message.RenegotiationInfo;
import dev.reprise.tls.internal.message.ServerHello;
import dev.reprise.tls.internal.message.ServerNameAcknowledgement;
import dev.reprise.tls.internal.message.SessionTicket;
import dev.reprise.tls.internal.ticket.TicketDecision;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.TicketWithheld;
import dev.reprise.tls.spec.TlsException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers a ClientHello in TLS 1.2: the checks, then the full or the abbreviated flight. */
public final class HelloAnswer {
    private static final int RANDOM_LENGTH = 32;

    private final ServerSettings settings;
    private final ReceivedClientHello received;
    private final ClientHello hello;
    private final Bytes rawHello;
    private @Nullable RecordSizeLimit limit;

    private HelloAnswer(ServerSettings settings, ReceivedClientHello received, Bytes rawHello) {
        this.settings = settings;
        this.received = received;
        this.hello = received.message();
        this.rawHello = rawHello;
    }

    /** Go on with a client for which TLS 1.2 has been chosen. */
    public static State to(ServerSettings settings, ReceivedClientHello hello, Bytes rawHello, Output output)
            throws TlsException {
        return new HelloAnswer(settings, hello, rawHello).answer(output);
    }

    private State answer(Output output) throws TlsException {
        Tls12ClientHelloChecks.check(hello);
        limit = RecordLimits.answer(hello.extensions(), settings.terms(), ProtocolVersion.TLS_1_2, output);
        var mutual = settings.terms().suites().mutual(ProtocolVersion.TLS_1_2, hello.cipherSuites());
        var decision = Tls12Resumption.decide(hello, received.name(), mutual, settings);
        TicketReport.seen(decision, output);
        if (!(decision instanceof TicketDecision.Accepted accepted)) {
            return new FullFlight(this, mutual, TicketDecision.refusal(decision)).send(output);
        }
        try (var session = accepted.session()) {
            return new AbbreviatedFlight(this, accepted).send(session, output);
        }
    }

    ServerSettings settings() {
        return settings;
    }

    ClientHello hello() {
        return hello;
    }

    Bytes rawHello() {
        return rawHello;
    }

    ReceivedClientHello received() {
        return received;
    }

    @Nullable
    String serverName() {
        return received.name();
    }

    boolean extendedMasterSecret() {
        return hello.extensions().find(ExtendedMasterSecret.class) != null;
    }

    /** Tell whether the client wants a ticket and we issue them, and would take this one; report it when we would not. */
    boolean ticketWanted(Output output) {
        if (settings.tickets() == null || hello.extensions().find(SessionTicket.class) == null) {
            return false;
        }
        // RFC 7627 section 5.3: without extended master secret it would not be resumed from.
        if (!extendedMasterSecret() && !settings.resumeWithoutExtendedMasterSecret()) {
            output.report(new Event.TicketWithheld(TicketWithheld.EXTENDED_MASTER_SECRET));
            return false;
        }
        return true;
    }

    /** Return what is negotiated so far, with the application protocol, which is asked for here. */
    NegotiatedParameters negotiate(List<CipherSuite> suites, @Nullable NamedGroup group) throws ProtocolException {
        return ServerChoices.negotiate(ProtocolVersion.TLS_1_2, suites, group, received, settings);
    }

    /** Draw the server's random; RFC 9846 section 4.2.3: with the sentinel when TLS 1.3 is enabled, also on resumption. */
    Bytes random() {
        var random = new byte[RANDOM_LENGTH];
        settings.shared().random().nextBytes(random);
        if (settings.terms().speaks(ProtocolVersion.TLS_1_3)) {
            var sentinel = ServerHello.DOWNGRADE_TO_TLS12;
            sentinel.copyTo(random, RANDOM_LENGTH - sentinel.length());
        }
        return Bytes.wrap(random);
    }

    /**
     * Lay out the ServerHello.
     *
     * @param named whether the client's server_name is acknowledged
     * @param statusPromised whether a CertificateStatus follows (RFC 6066 section 8)
     */
    ServerHello serverHello(Tls12Negotiation agreed, boolean ticketPromised, boolean named, boolean statusPromised) {
        boolean resumed = agreed.resumed();
        var alpn = agreed.alpn();
        var extensions = new ArrayList<Extension>();
        if (Tls12ClientHelloChecks.securesRenegotiation(hello)) {
            extensions.add(RenegotiationInfo.INITIAL);
        }
        if (extendedMasterSecret()) {
            extensions.add(new ExtendedMasterSecret());
        }
        // RFC 6066 section 3: acknowledge the name when it chose the certificate; on resumption none is sent.
        if (named) {
            extensions.add(new ServerNameAcknowledgement());
        }
        if (statusPromised) {
            extensions.add(new EmptyStatusRequest());
        }
        // RFC 8422 section 5.2: in answer to the client's, where the curve is used.
        if (!resumed && hello.extensions().find(EcPointFormats.class) != null) {
            extensions.add(EcPointFormats.UNCOMPRESSED);
        }
        if (ticketPromised) {
            extensions.add(SessionTicket.NONE);
        }
        if (alpn != null) {
            extensions.add(Alpn.of(List.of(alpn)));
        }
        if (limit != null) {
            extensions.add(limit);
        }
        return new ServerHello(
                ProtocolVersion.TLS_1_2.code(),
                agreed.serverRandom(),
                // RFC 5077 section 3.4: the client's id says that its ticket was taken; we keep no sessions by id.
                resumed ? hello.legacySessionId() : Bytes.EMPTY,
                agreed.suite().code(),
                0,
                Extensions.of(extensions));
    }
}
