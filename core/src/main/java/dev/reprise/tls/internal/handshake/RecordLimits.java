package dev.reprise.tls.internal.handshake;

import dev.reprise.tls.internal.message.Extensions;
import dev.reprise.tls.internal.message.RecordSizeLimit;
import dev.reprise.tls.internal.message.SupportedVersions;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import org.jspecify.annotations.Nullable;

/**
 * What both sides say of the length of records (RFC 8449 section 4): each tells what it takes, in every handshake anew, and
 * where both have told it both limits hold.
 */
public final class RecordLimits {
    private RecordLimits() {}

    /** Return what a client announces. */
    public static RecordSizeLimit offer(Terms terms) {
        return RecordSizeLimit.of(
                terms.speaks(ProtocolVersion.TLS_1_3) ? ProtocolVersion.TLS_1_3 : ProtocolVersion.TLS_1_2,
                terms.maxContent());
    }

    /**
     * Keep to a server's answer, if there is one.
     *
     * @param terms what {@link #offer} was made of
     * @throws ProtocolException BAD_RECORD_SIZE_LIMIT
     */
    public static void answered(Extensions answer, Terms terms, ProtocolVersion version, Output output)
            throws ProtocolException {
        var servers = answer.find(RecordSizeLimit.class);
        if (servers != null) {
            servers.checkServers(version);
            output.limitRecords(servers.maxContent(version), offer(terms).maxContent(version));
        }
    }

    /** Keep to a client's offer, if there is one; return how a server answers it, or null. */
    public static @Nullable RecordSizeLimit answer(
            Extensions hello, Terms terms, ProtocolVersion version, Output output) {
        var clients = hello.find(RecordSizeLimit.class);
        if (clients == null) {
            return null;
        }
        // A server MUST NOT check the client's limit: it may be meant for an extension that raises the maximum.
        // GnuTLS's clients of both versions count the content type and then take no more content in TLS 1.2, either.
        boolean counted = hello.find(SupportedVersions.class) != null;
        int sent = clients.maxContent(counted ? ProtocolVersion.TLS_1_3 : version);
        var own = RecordSizeLimit.of(version, terms.maxContent());
        output.limitRecords(sent, own.maxContent(version));
        return own;
    }
}
