package dev.reprise.tls.internal.handshake.server;

import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.keys.TranscriptHash;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.Cookie;
import dev.reprise.tls.internal.message.EarlyData;
import dev.reprise.tls.internal.message.Extension;
import dev.reprise.tls.internal.message.Extensions;
import dev.reprise.tls.internal.message.HandshakeMessage;
import dev.reprise.tls.internal.message.HandshakeType;
import dev.reprise.tls.internal.message.KeyShareClientHello;
import dev.reprise.tls.internal.message.KeyShareEntry;
import dev.reprise.tls.internal.message.OfferedPsks;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/** START after a HelloRetryRequest: the ClientHello again, with the changes RFC 9846 section 4.2.2 allows. */
public final class WaitSecondClientHello implements ServerState {
    // RFC 7685; may be added, dropped or resized.
    private static final int PADDING = 21;

    private final ServerSettings settings;
    private final byte[] unchangeable;
    private final CipherSuite suite;
    private final NamedGroup group;
    private final TranscriptHash transcript;

    WaitSecondClientHello(
            ServerSettings settings,
            ClientHello first,
            CipherSuite suite,
            NamedGroup group,
            TranscriptHash transcript) {
        this.settings = settings;
        this.unchangeable = unchangeable(first, suite);
        this.suite = suite;
        this.group = group;
        this.transcript = transcript;
    }

    @Override
    public boolean accepts(HandshakeType type) {
        return type == HandshakeType.CLIENT_HELLO;
    }

    @Override
    public State onMessage(ReceivedMessage message, Output output) throws TlsException {
        var received = new ReceivedClientHello(message.expect(ClientHello.class));
        var hello = received.message();
        ClientHelloChecks.check(hello);
        checkUnchanged(hello);
        var share = requestedShare(hello);
        var resumption = Tls13Resumption.decide(hello, received.name(), List.of(suite), settings);
        try {
            return new ServerFlight(settings, received, message.raw(), suite, resumption, transcript, true)
                    .send(share, output);
        } finally {
            resumption.close();
        }
    }

    private void checkUnchanged(ClientHello hello) throws ProtocolException {
        boolean same = hello.extensions().find(EarlyData.class) == null
                && MessageDigest.isEqual(unchangeable, unchangeable(hello, suite));
        if (!same) {
            throw new ProtocolException(
                    Reason.CLIENT_HELLO_CHANGED,
                    "the second ClientHello differs from the first beyond what is allowed");
        }
    }

    /**
     * Digest what section 4.2.2 does not let a client change. It is all that is kept of the first ClientHello, which may
     * have thousands of extensions and would then, parsed, take a megabyte from a server that waits.
     */
    private static byte[] unchangeable(ClientHello hello, CipherSuite suite) {
        var fixed = new ArrayList<Extension>();
        for (int i = 0; i < hello.extensions().size(); i++) {
            var extension = hello.extensions().get(i);
            boolean changeable = extension instanceof KeyShareClientHello
                    || extension instanceof EarlyData
                    || extension instanceof Cookie
                    || extension instanceof OfferedPsks
                    || extension.type() == PADDING;
            if (!changeable) {
                fixed.add(extension);
            }
        }
        var digest = new TranscriptHash(suite.hash());
        digest.update(HandshakeMessage.encode(new ClientHello(
                hello.legacyVersion(),
                hello.random(),
                hello.legacySessionId(),
                hello.cipherSuites(),
                hello.legacyCompressionMethods(),
                Extensions.of(fixed))));
        return digest.current();
    }

    private KeyShareEntry requestedShare(ClientHello hello) throws ProtocolException {
        var shares = hello.extensions().find(KeyShareClientHello.class);
        // Section 4.2.2: one share, of the group that was asked for.
        if (shares == null
                || shares.shares().size() != 1
                || shares.shares().get(0).group() != group.code()) {
            throw new ProtocolException(
                    Reason.CLIENT_HELLO_CHANGED, "the second ClientHello has not exactly the share of " + group);
        }
        return shares.shares().get(0);
    }

    @Override
    public boolean costly() {
        return true;
    }

    @Override
    public void close() {}
}
