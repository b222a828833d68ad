package dev.reprise.tls;

import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.EncryptedExtensions;
import dev.reprise.tls.internal.message.Extension;
import dev.reprise.tls.internal.message.Extensions;
import dev.reprise.tls.internal.message.NewSessionTicket;
import dev.reprise.tls.internal.message.ServerHello;
import dev.reprise.tls.internal.wire.Bytes;
import java.util.ArrayList;

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

    /** Change an extension of a ServerHello or HelloRetryRequest. */
    public static ServerHello with(ServerHello hello, Extension extension) {
        return new ServerHello(
                hello.legacyVersion(),
                hello.random(),
                hello.legacySessionIdEcho(),
                hello.cipherSuite(),
                hello.legacyCompressionMethod(),
                with(hello.extensions(), extension));
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
