package dev.reprise.tls.internal.ticket;

import dev.reprise.tls.internal.crypto.Digests;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.HashAlgorithm;
import java.nio.charset.StandardCharsets;
import java.util.SortedSet;

/**
 * Derives a session id context from what decides who may resume, so that servers which share keys take each other's tickets
 * exactly when they would have let the same clients in.
 */
public final class SessionIdPolicy {
    private static final byte[] PURPOSE = "reprise session id from policy".getBytes(StandardCharsets.US_ASCII);

    private SessionIdPolicy() {}

    /**
     * Derive it: equal for equal arguments, of {@link TicketPolicy#CONTEXT_BYTES} bytes.
     *
     * @param label what sets apart servers that are otherwise equal
     * @param names the names the servers prove to have; no certificate, as a renewed one must not end resumption
     * @param wanted what is wanted of client certificates
     * @param clientPolicy a digest of how they are verified, up to 255 bytes; empty when none is asked for
     */
    public static Bytes context(
            String label, SortedSet<String> names, ClientAuthentication wanted, Bytes clientPolicy) {
        var content = new Writer();
        content.vector24(Bytes.wrap(label.getBytes(StandardCharsets.UTF_8)));
        content.vector8(Bytes.wrap(wanted.name().getBytes(StandardCharsets.US_ASCII)))
                .vector8(clientPolicy)
                .u24(names.size());
        for (var name : names) {
            content.vector16(Bytes.wrap(name.getBytes(StandardCharsets.UTF_8)));
        }
        var digest = Digests.of(HashAlgorithm.SHA256);
        digest.update(PURPOSE);
        content.finish().update(digest);
        return Bytes.wrap(digest.digest());
    }
}
