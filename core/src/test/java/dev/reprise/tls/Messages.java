package dev.reprise.tls;

import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.CodePoints;
import dev.reprise.tls.internal.message.EncryptedExtensions;
import dev.reprise.tls.internal.message.Extension;
import dev.reprise.tls.internal.message.Extensions;
import dev.reprise.tls.internal.message.KeyShareClientHello;
import dev.reprise.tls.internal.message.KeyShareEntry;
import dev.reprise.tls.internal.message.NewSessionTicket;
import dev.reprise.tls.internal.message.ServerHello;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CipherSuite;
import java.util.ArrayList;
import java.util.List;

/** Changes messages for a {@link Lie}. */
@SuppressWarnings("exports") // of the tests' own jar only
public final class Messages {
    private Messages() {}

    /** Put an extension in the place of the one of its type, or add it where it may stand. */
    public static Extensions with(Extensions extensions, Extension extension) {
        var changed = new ArrayList<>(extensions.list());
        int at = 0;
        while (at < changed.size() && changed.get(at).type() != extension.type()) {
            at++;
        }
        if (at < changed.size()) {
            changed.set(at, extension);
        } else {
            changed.add(0, extension); // pre_shared_key stays last
        }
        return Extensions.of(changed);
    }

    /** Leave an extension out. */
    public static Extensions without(Extensions extensions, Class<? extends Extension> type) {
        return Extensions.of(
                extensions.list().stream().filter(e -> !type.isInstance(e)).toList());
    }

    /** Change an extension of a ClientHello. */
    public static ClientHello with(ClientHello hello, Extension extension) {
        return with(hello, with(hello.extensions(), extension));
    }

    /** Change all extensions of a ClientHello. */
    public static ClientHello with(ClientHello hello, Extensions extensions) {
        return new ClientHello(
                hello.legacyVersion(),
                hello.random(),
                hello.legacySessionId(),
                hello.cipherSuites(),
                hello.legacyCompressionMethods(),
                extensions);
    }

    /** Leave an extension of a ClientHello out. */
    public static ClientHello without(ClientHello hello, Class<? extends Extension> type) {
        return with(hello, without(hello.extensions(), type));
    }

    /** Change legacy_version of a ClientHello. */
    public static ClientHello withVersion(ClientHello hello, int version) {
        return new ClientHello(
                version,
                hello.random(),
                hello.legacySessionId(),
                hello.cipherSuites(),
                hello.legacyCompressionMethods(),
                hello.extensions());
    }

    /** Change legacy_session_id of a ClientHello. */
    public static ClientHello withSessionId(ClientHello hello, Bytes sessionId) {
        return new ClientHello(
                hello.legacyVersion(),
                hello.random(),
                sessionId,
                hello.cipherSuites(),
                hello.legacyCompressionMethods(),
                hello.extensions());
    }

    /** Change what a ClientHello offers. */
    public static ClientHello withSuites(ClientHello hello, int... suites) {
        return new ClientHello(
                hello.legacyVersion(),
                hello.random(),
                hello.legacySessionId(),
                CodePoints.of(suites),
                hello.legacyCompressionMethods(),
                hello.extensions());
    }

    /** Change legacy_compression_methods of a ClientHello. */
    public static ClientHello withCompression(ClientHello hello, Bytes methods) {
        return new ClientHello(
                hello.legacyVersion(),
                hello.random(),
                hello.legacySessionId(),
                hello.cipherSuites(),
                methods,
                hello.extensions());
    }

    /** Change an extension of a ServerHello or HelloRetryRequest. */
    public static ServerHello with(ServerHello hello, Extension extension) {
        return with(hello, with(hello.extensions(), extension));
    }

    /** Change all extensions of a ServerHello or HelloRetryRequest. */
    public static ServerHello with(ServerHello hello, Extensions extensions) {
        return new ServerHello(
                hello.legacyVersion(),
                hello.random(),
                hello.legacySessionIdEcho(),
                hello.cipherSuite(),
                hello.legacyCompressionMethod(),
                extensions);
    }

    /** Leave an extension of a ServerHello or HelloRetryRequest out. */
    public static ServerHello without(ServerHello hello, Class<? extends Extension> type) {
        return with(hello, without(hello.extensions(), type));
    }

    /** Change legacy_version of a ServerHello or HelloRetryRequest. */
    public static ServerHello withVersion(ServerHello hello, int version) {
        return new ServerHello(
                version,
                hello.random(),
                hello.legacySessionIdEcho(),
                hello.cipherSuite(),
                hello.legacyCompressionMethod(),
                hello.extensions());
    }

    /** Change legacy_session_id_echo of a ServerHello or HelloRetryRequest. */
    public static ServerHello withSessionId(ServerHello hello, Bytes sessionId) {
        return new ServerHello(
                hello.legacyVersion(),
                hello.random(),
                sessionId,
                hello.cipherSuite(),
                hello.legacyCompressionMethod(),
                hello.extensions());
    }

    /** Change what a ServerHello or HelloRetryRequest selects. */
    public static ServerHello withSuite(ServerHello hello, int suite) {
        return new ServerHello(
                hello.legacyVersion(),
                hello.random(),
                hello.legacySessionIdEcho(),
                suite,
                hello.legacyCompressionMethod(),
                hello.extensions());
    }

    /** Let a TLS 1.3 ServerHello or HelloRetryRequest select a suite of another hash than its own. */
    public static ServerHello withOtherHash(ServerHello hello) {
        return withSuite(
                hello,
                hello.cipherSuite() == CipherSuite.TLS_AES_256_GCM_SHA384.code()
                        ? CipherSuite.TLS_AES_128_GCM_SHA256.code()
                        : CipherSuite.TLS_AES_256_GCM_SHA384.code());
    }

    /** Change legacy_compression_method of a ServerHello or HelloRetryRequest. */
    public static ServerHello withCompression(ServerHello hello, int method) {
        return new ServerHello(
                hello.legacyVersion(),
                hello.random(),
                hello.legacySessionIdEcho(),
                hello.cipherSuite(),
                method,
                hello.extensions());
    }

    /** Make the key_share of a ClientHello. */
    public static KeyShareClientHello shares(KeyShareEntry... entries) {
        return new KeyShareClientHello(List.of(entries));
    }

    /** Spoil a signature, a key or verify_data by one bit. */
    public static Bytes flipped(Bytes value) {
        var changed = value.toArray();
        changed[changed.length - 1] ^= 1;
        return Bytes.wrap(changed);
    }

    /** Add an extension to EncryptedExtensions. */
    public static EncryptedExtensions with(EncryptedExtensions message, Extension extension) {
        return new EncryptedExtensions(with(message.extensions(), extension));
    }

    /** Change ticket_lifetime. */
    public static NewSessionTicket withLifetime(NewSessionTicket ticket, long seconds) {
        return new NewSessionTicket(seconds, ticket.ageAdd(), ticket.nonce(), ticket.ticket(), ticket.extensions());
    }

    /** Change the ticket itself. */
    public static NewSessionTicket withTicket(NewSessionTicket ticket, Bytes other) {
        return new NewSessionTicket(
                ticket.lifetimeSeconds(), ticket.ageAdd(), ticket.nonce(), other, ticket.extensions());
    }
}
