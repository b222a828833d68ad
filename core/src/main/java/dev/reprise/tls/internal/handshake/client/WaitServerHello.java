package dev.reprise.tls.internal.handshake.client;

import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.keys.TranscriptHash;
import dev.reprise.tls.internal.message.Cookie;
import dev.reprise.tls.internal.message.HandshakeType;
import dev.reprise.tls.internal.message.HelloRequest;
import dev.reprise.tls.internal.message.KeyShareHelloRetryRequest;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.internal.message.SelectedVersion;
import dev.reprise.tls.internal.message.ServerHello;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;
import org.jspecify.annotations.Nullable;

/** WAIT_SH after the first ClientHello: a ServerHello or one HelloRetryRequest (RFC 9846 sections 4.2.3, 4.2.4). */
public final class WaitServerHello implements ClientState {
    // The extensions of a ClientHello have 2^16 - 1 bytes, of which a ticket may take half.
    private static final int MAX_COOKIE = 1 << 14;

    private final ClientSettings settings;
    private final ClientHelloBuilder builder;
    private final OfferedShares shares;
    private final Bytes clientHello;

    WaitServerHello(ClientSettings settings, ClientHelloBuilder builder, OfferedShares shares, Bytes clientHello) {
        this.settings = settings;
        this.builder = builder;
        this.shares = shares;
        this.clientHello = clientHello;
    }

    @Override
    public boolean accepts(HandshakeType type) {
        // RFC 5246 section 7.4.1.1: a HelloRequest may come at any time and is ignored in a
        // handshake. TLS 1.3 has none, so it is out of order where TLS 1.2 can no longer be chosen.
        return type == HandshakeType.SERVER_HELLO
                || (type == HandshakeType.HELLO_REQUEST && settings.terms().speaks(ProtocolVersion.TLS_1_2));
    }

    @Override
    public State onMessage(ReceivedMessage message, Output output) throws TlsException {
        if (message.message() instanceof HelloRequest) {
            return this;
        }
        var hello = message.expect(ServerHello.class);
        if (choosesTls12(hello)) {
            shares.close();
            return builder.opening(clientHello).answer(hello, message.raw(), output);
        }
        var suite = ServerHelloChecks.check(hello, settings, builder.legacySessionId());
        var transcript = new TranscriptHash(suite.hash());
        transcript.update(clientHello);
        if (hello.isHelloRetryRequest()) {
            return retry(hello, message.raw(), suite, transcript, output);
        }
        transcript.update(message.raw());
        return KeyExchange.accept(
                settings, builder.offer(), builder.log(), suite, hello, shares, transcript, false, output);
    }

    /** RFC 9846 section 4.3.1: a server of an older version sends no supported_versions and names it the old way. */
    private boolean choosesTls12(ServerHello hello) {
        return !hello.isHelloRetryRequest()
                && hello.extensions().find(SelectedVersion.class) == null
                && hello.legacyVersion() == ProtocolVersion.TLS_1_2.code()
                && settings.terms().speaks(ProtocolVersion.TLS_1_2);
    }

    private State retry(ServerHello request, Bytes raw, CipherSuite suite, TranscriptHash transcript, Output output)
            throws ProtocolException {
        ServerHelloChecks.checkSolicited(request.extensions(), true);
        var cookie = request.extensions().find(Cookie.class);
        var selected = request.extensions().find(KeyShareHelloRetryRequest.class);
        if (selected == null && cookie == null) {
            // Section 4.2.4: a retry that would not change the ClientHello is illegal.
            throw new ProtocolException(
                    Reason.USELESS_HELLO_RETRY_REQUEST, "HelloRetryRequest asks for no change of the ClientHello");
        }
        if (cookie != null && cookie.cookie().length() > MAX_COOKIE) {
            throw new ProtocolException(
                    Reason.OVERSIZED_MESSAGE,
                    "HelloRetryRequest has a cookie of " + cookie.cookie().length() + " bytes, at most " + MAX_COOKIE
                            + " find room in a ClientHello");
        }
        transcript.replaceWithMessageHash();
        transcript.update(raw);
        var nextShares = selected == null ? shares : sharesFor(selected.group());
        output.sendChangeCipherSpec();
        var sent = output.send(builder.second(nextShares, cookie, transcript, suite));
        transcript.update(sent);
        var offer = builder.offer();
        var session = offer.pskSession();
        if (session != null && !session.resumesWith(suite)) {
            offer.close();
            offer = offer.withoutSession();
        }
        return new WaitServerHelloAfterRetry(
                settings, offer, builder.log(), builder.legacySessionId(), suite, nextShares, transcript);
    }

    private OfferedShares sharesFor(int code) throws ProtocolException {
        var group = NamedGroup.find(code);
        // Section 4.3.8: the group must be one we offered, and not one we already sent a share of.
        var offered = settings.terms().groups().of(ProtocolVersion.TLS_1_3);
        if (group == null || !offered.contains(group)) {
            throw new ProtocolException(
                    Reason.SELECTED_UNOFFERED_GROUP,
                    "HelloRetryRequest asks for group 0x%04x, offered were %s".formatted(code, offered));
        }
        if (shares.find(group) != null) {
            throw new ProtocolException(
                    Reason.USELESS_HELLO_RETRY_REQUEST,
                    "HelloRetryRequest asks for group " + group + " whose share was sent");
        }
        shares.close();
        return OfferedShares.only(group, settings);
    }

    @Override
    public @Nullable ProtocolVersion version() {
        return null;
    }

    @Override
    public boolean costly() {
        return true;
    }

    @Override
    public void close() {
        shares.close();
        builder.offer().close();
    }
}
