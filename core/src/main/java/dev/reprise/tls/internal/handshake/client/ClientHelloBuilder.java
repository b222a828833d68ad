package dev.reprise.tls.internal.handshake.client;

import dev.reprise.tls.internal.crypto.Hkdf;
import dev.reprise.tls.internal.handshake.RecordLimits;
import dev.reprise.tls.internal.handshake.SecretLog;
import dev.reprise.tls.internal.handshake.client.tls12.SentClientHello;
import dev.reprise.tls.internal.keys.EarlySecret;
import dev.reprise.tls.internal.keys.TranscriptHash;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.CodePoints;
import dev.reprise.tls.internal.message.Cookie;
import dev.reprise.tls.internal.message.EcPointFormats;
import dev.reprise.tls.internal.message.ExtendedMasterSecret;
import dev.reprise.tls.internal.message.Extension;
import dev.reprise.tls.internal.message.Extensions;
import dev.reprise.tls.internal.message.HandshakeMessage;
import dev.reprise.tls.internal.message.OfferedPsks;
import dev.reprise.tls.internal.message.PskIdentity;
import dev.reprise.tls.internal.message.PskKeyExchangeModes;
import dev.reprise.tls.internal.message.RenegotiationInfo;
import dev.reprise.tls.internal.message.ServerName;
import dev.reprise.tls.internal.message.SessionTicket;
import dev.reprise.tls.internal.message.StatusRequest;
import dev.reprise.tls.internal.message.SupportedVersions;
import dev.reprise.tls.internal.resumption.SessionIds;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.HashAlgorithm;
import dev.reprise.tls.spec.ProtocolVersion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds the first and the second ClientHello (RFC 9846 section 4.2.2). Both come from here, so that the second differs
 * from the first only in what the RFC allows.
 */
final class ClientHelloBuilder {
    private static final int LEGACY_VERSION = 0x0303;
    private static final Bytes NULL_COMPRESSION = Bytes.wrap(new byte[] {0});
    private static final SupportedVersions BOTH_VERSIONS =
            new SupportedVersions(CodePoints.of(ProtocolVersion.TLS_1_3.code(), ProtocolVersion.TLS_1_2.code()));
    private static final SupportedVersions TLS_1_3_ONLY =
            new SupportedVersions(CodePoints.of(ProtocolVersion.TLS_1_3.code()));

    private final ClientSettings settings;
    private final ClientOffer offer;
    private final Bytes random;
    private final Bytes legacySessionId;

    /** Draw the random values that both hellos share. */
    ClientHelloBuilder(ClientSettings settings, ClientOffer offer) {
        this.settings = settings;
        this.offer = offer;
        this.random = draw(settings);
        this.legacySessionId = sessionId(settings, offer);
    }

    private static Bytes sessionId(ClientSettings settings, ClientOffer offer) {
        var session = offer.tls12Session();
        if (session != null) {
            return SessionIds.of(session);
        }
        // A session id of 32 bytes makes the exchange look like TLS 1.2 to middleboxes (RFC 9846 appendix E.4).
        return settings.terms().speaks(ProtocolVersion.TLS_1_3) ? draw(settings) : Bytes.EMPTY;
    }

    /** Build and encode the ClientHello of a client of TLS 1.2 alone. */
    Bytes tls12() {
        return HandshakeMessage.encode(hello(null, null, null));
    }

    /** Return what TLS 1.2 goes on from when the server chooses it. */
    SentClientHello opening(Bytes clientHello) {
        return new SentClientHello(settings, offer, clientHello, random, legacySessionId);
    }

    Bytes legacySessionId() {
        return legacySessionId;
    }

    SecretLog log() {
        return new SecretLog(settings.shared().keyLog(), random);
    }

    ClientOffer offer() {
        return offer;
    }

    /** Build and encode the first ClientHello; binders cover it alone. */
    Bytes first(OfferedShares shares) {
        var session = offer.pskSession();
        var hello = hello(shares, null, session);
        if (session == null) {
            return HandshakeMessage.encode(hello);
        }
        return withBinder(hello, session, new TranscriptHash(hashOf(session)));
    }

    /**
     * Build and encode the second ClientHello after a HelloRetryRequest.
     *
     * @param transcript message_hash of the first ClientHello, and the HelloRetryRequest
     * @param suite the suite of the HelloRetryRequest: a PSK of another hash is dropped (section 4.2.2)
     */
    Bytes second(OfferedShares shares, @Nullable Cookie cookie, TranscriptHash transcript, CipherSuite suite) {
        var session = offer.pskSession();
        if (session == null || !session.resumesWith(suite)) {
            return HandshakeMessage.encode(hello(shares, cookie, null));
        }
        return withBinder(hello(shares, cookie, session), session, transcript.copy());
    }

    /** Lay the hello out; without key shares it offers no TLS 1.3. */
    private ClientHello hello(@Nullable OfferedShares shares, @Nullable Cookie cookie, @Nullable SessionData session) {
        var extensions = new ArrayList<Extension>();
        var name = offer.sni();
        if (name != null) {
            extensions.add(new ServerName(name));
        }
        if (settings.statusRequest()) {
            extensions.add(StatusRequest.ANY);
        }
        boolean tls12 = settings.terms().speaks(ProtocolVersion.TLS_1_2);
        if (shares != null) {
            extensions.add(tls12 ? BOTH_VERSIONS : TLS_1_3_ONLY);
        }
        var newest = shares == null ? ProtocolVersion.TLS_1_2 : ProtocolVersion.TLS_1_3;
        extensions.add(settings.terms().groups().extension(newest));
        extensions.add(settings.terms().acceptedSchemes().extension());
        if (shares != null) {
            extensions.add(shares.extension());
        }
        extensions.add(RecordLimits.offer(settings.terms()));
        if (tls12) {
            addTls12(extensions);
        }
        var protocols = settings.terms().protocols().extension();
        if (protocols != null) {
            extensions.add(protocols);
        }
        if (cookie != null) {
            extensions.add(cookie);
        }
        var tickets = settings.tickets();
        if (tickets != null && shares != null) {
            // RFC 9149 section 3: the same in both hellos.
            extensions.add(tickets);
            extensions.add(PskKeyExchangeModes.PSK_DHE_KE);
        }
        if (session != null) {
            extensions.add(offeredPsk(session));
        }
        return new ClientHello(
                LEGACY_VERSION, random, legacySessionId, suites(), NULL_COMPRESSION, Extensions.of(extensions));
    }

    /** The same in both hellos, even when the retry has taken the session away: only what section 4.2.2 lists may differ. */
    private CodePoints suites() {
        var suites = settings.terms().suites();
        var session = offer.pskSession();
        return session == null ? suites.codes() : suites.codesFor(hashOf(session));
    }

    private void addTls12(List<Extension> extensions) {
        extensions.add(EcPointFormats.UNCOMPRESSED);
        // RFC 7627 section 5.2: in all handshakes. RFC 5746 section 3.4: this, or the SCSV, in the first one.
        extensions.add(new ExtendedMasterSecret());
        extensions.add(RenegotiationInfo.INITIAL);
        if (settings.tickets() != null) {
            var session = offer.tls12Session();
            extensions.add(session == null ? SessionTicket.NONE : new SessionTicket(session.ticket()));
        }
    }

    private OfferedPsks offeredPsk(SessionData session) {
        long obfuscated =
                session.obfuscatedTicketAge(settings.shared().clocks().wall().instant());
        return OfferedPsks.placeholder(
                new PskIdentity(session.ticket(), obfuscated), hashOf(session).length());
    }

    private static Bytes withBinder(ClientHello hello, SessionData session, TranscriptHash transcript) {
        var unbound = HandshakeMessage.encode(hello);
        transcript.update(unbound.slice(0, hello.truncatedLength()));
        try (var hkdf = new Hkdf(hashOf(session));
                var early = EarlySecret.of(hkdf, session.secret())) {
            var binder = Bytes.wrap(early.binder(transcript.current()));
            return hello.bound(unbound, binder);
        }
    }

    private static HashAlgorithm hashOf(SessionData session) {
        var suite = CipherSuite.find(session.cipherSuite());
        if (suite == null) {
            throw new IllegalArgumentException("a session of an unknown suite is never offered");
        }
        return suite.hash();
    }

    private static Bytes draw(ClientSettings settings) {
        var bytes = new byte[32];
        settings.shared().random().nextBytes(bytes);
        return Bytes.wrap(bytes);
    }
}
