package dev.reprise.tls;

import static java.util.Objects.requireNonNull;

import dev.reprise.tls.internal.crypto.Hkdf;
import dev.reprise.tls.internal.keys.EarlySecret;
import dev.reprise.tls.internal.keys.TranscriptHash;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.Extensions;
import dev.reprise.tls.internal.message.HandshakeMessage;
import dev.reprise.tls.internal.message.OfferedPsks;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.SessionStore;
import dev.reprise.tls.session.SessionStore.Verdict;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.HashAlgorithm;
import dev.reprise.tls.spec.ProtocolException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a lying client needs to bind a changed hello to its pre-shared keys (RFC 9846 section 4.3.11.2). */
final class Psks {
    private Psks() {}

    /** Peek at the sessions with {@link Pair#NAME} that a client has, newest first, which is the one it will offer. */
    static List<byte[]> sessions(SessionStore store, ClientConfig client) throws IOException {
        var sessions = new ArrayList<byte[]>();
        store.take(client.engines().peer(Pair.NAME, Pair.PORT, Pair.NAME), session -> {
            sessions.add(session.toDer());
            return Verdict.KEEP;
        });
        return sessions;
    }

    /** Parse one of them. */
    static SessionData session(byte[] der) {
        try {
            return SessionData.parse(Bytes.wrap(der));
        } catch (ProtocolException e) {
            throw new AssertionError(e);
        }
    }

    /** Return the hash of a session's key. */
    static HashAlgorithm hash(SessionData session) {
        return requireNonNull(CipherSuite.find(session.cipherSuite())).hash();
    }

    /** Put the right binder for one of the keys offered into a first hello. */
    static ClientHello bound(ClientHello hello, int index, byte[] der) {
        try (var session = session(der);
                var hkdf = new Hkdf(hash(session));
                var early = EarlySecret.of(hkdf, session.secret())) {
            var transcript = new TranscriptHash(hash(session));
            transcript.update(HandshakeMessage.encode(hello).slice(0, hello.truncatedLength()));
            var psks = requireNonNull(hello.extensions().find(OfferedPsks.class));
            var binders = new ArrayList<>(psks.binders());
            binders.set(index, Bytes.wrap(early.binder(transcript.current())));
            return withBinders(hello, binders);
        }
    }

    /** Return the same hello with other binders for its keys, which are last. */
    static ClientHello withBinders(ClientHello hello, List<Bytes> binders) {
        var extensions = new ArrayList<>(hello.extensions().list());
        var psks = requireNonNull(hello.extensions().find(OfferedPsks.class));
        extensions.set(extensions.size() - 1, new OfferedPsks(psks.identities(), binders));
        return new ClientHello(
                hello.legacyVersion(),
                hello.random(),
                hello.legacySessionId(),
                hello.cipherSuites(),
                hello.legacyCompressionMethods(),
                Extensions.of(extensions));
    }
}
