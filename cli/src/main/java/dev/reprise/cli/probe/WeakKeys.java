package dev.reprise.cli.probe;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Tickets whose authentication code was made with a key that is no secret: zeros, or one byte repeated. Servers have been
 * found that seal so ("We Really Need to Talk About Session Tickets", USENIX Security 2023); whoever records their traffic
 * reads it.
 */
final class WeakKeys {
    /**
     * How a server lays its tickets out.
     *
     * @param name whose layout it is
     * @param mac the algorithm of the code that ends the ticket
     * @param macBytes its length
     * @param keyBytes the length of its key
     * @param skip bytes at the ticket's beginning that the code does not cover
     */
    private record Layout(String name, String mac, int macBytes, int keyBytes, int skip) {}

    private static final List<Layout> LAYOUTS = List.of(
            new Layout("OpenSSL and libtls (HMAC-SHA-256)", "HmacSHA256", 32, 16, 0),
            new Layout("OpenSSL, nginx and HAProxy with 80-byte keys (HMAC-SHA-256)", "HmacSHA256", 32, 32, 0),
            new Layout("OpenSSL, old (HMAC-SHA-1)", "HmacSHA1", 20, 16, 0),
            new Layout("GnuTLS (HMAC-SHA-1)", "HmacSHA1", 20, 16, 0));
    private static final int[] BYTES = {0x00, 0xff, 0x01, 0x11, 0x41, 0xaa};

    private WeakKeys() {}

    /** Return whose layout it is in which a ticket has a code under a weak key, or null when none fits. */
    static @Nullable String opens(byte[] ticket) {
        for (var layout : LAYOUTS) {
            for (int value : BYTES) {
                if (fits(ticket, layout, value)) {
                    return layout.name() + ", every byte of the key 0x%02x".formatted(value);
                }
            }
        }
        return null;
    }

    private static boolean fits(byte[] ticket, Layout layout, int value) {
        int end = ticket.length - layout.macBytes();
        if (end <= layout.skip()) {
            return false;
        }
        var key = new byte[layout.keyBytes()];
        Arrays.fill(key, (byte) value);
        try {
            var mac = Mac.getInstance(layout.mac());
            mac.init(new SecretKeySpec(key, layout.mac()));
            mac.update(ticket, layout.skip(), end - layout.skip());
            return MessageDigest.isEqual(mac.doFinal(), Arrays.copyOfRange(ticket, end, ticket.length));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + layout.mac(), e);
        }
    }
}
