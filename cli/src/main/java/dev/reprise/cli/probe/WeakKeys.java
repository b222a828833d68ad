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
     */
    private record Layout(String name, String mac, int macBytes, int keyBytes) {}

    private static final List<Layout> LAYOUTS = List.of(
            new Layout("OpenSSL and libtls (HMAC-SHA-256)", "HmacSHA256", 32, 16),
            new Layout("OpenSSL, nginx and HAProxy with 80-byte keys (HMAC-SHA-256)", "HmacSHA256", 32, 32),
            new Layout("GnuTLS and old OpenSSL (HMAC-SHA-1)", "HmacSHA1", 20, 16));
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
        if (end <= 0) {
            return false;
        }
        var key = new byte[layout.keyBytes()];
        Arrays.fill(key, (byte) value);
        try {
            var mac = Mac.getInstance(layout.mac());
            mac.init(new SecretKeySpec(key, layout.mac()));
            mac.update(ticket, 0, end);
            return MessageDigest.isEqual(mac.doFinal(), Arrays.copyOfRange(ticket, end, ticket.length));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + layout.mac(), e);
        }
    }
}
