package dev.reprise.tls.fleet;

import dev.reprise.tls.session.KeyRole;
import dev.reprise.tls.session.TicketKey;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Say how ticket keys are written in files, so that servers share tickets with other programs on OpenSSL.
 *
 * <p>Only keys for AES-256 can be shared, which are those of 80 bytes. Keys of 48 bytes in the files of nginx, HAProxy and
 * Apache, and in Netty's {@code OpenSslSessionTicketKey}, are for AES-128 and refused by name. Both programs bind tickets to a
 * session id context, which servers here must have, too: HAProxy's is the text {@code haproxy}; nginx derives one from its
 * certificates.
 */
public enum TicketKeyFormat {
    /** A {@link TicketKeyFile}: one file, the last key seals. */
    REPRISE {
        @Override
        List<TicketKey> read(List<Path> files) throws IOException {
            return TicketKeyFile.read(only(files));
        }
    },
    /** nginx's {@code ssl_session_ticket_key}: a file for each key, 80 bytes of name, HMAC key and AES key; the first one seals. */
    NGINX {
        @Override
        List<TicketKey> read(List<Path> files) throws IOException {
            var keys = new ArrayList<TicketKey>();
            for (var file : files) {
                var role = keys.isEmpty() ? KeyRole.CURRENT : KeyRole.PREVIOUS;
                keys.addAll(TicketKeyFile.read(file, content -> List.of(key(content, HMAC_FIRST, role))));
            }
            return distinct(keys);
        }
    },
    /**
     * HAProxy's {@code tls-ticket-keys}: one file of at least three lines in Base64, each 80 bytes of name, AES key and HMAC
     * key. The last three count; of them the second seals, and the last one only opens until the next has come.
     */
    HAPROXY {
        @Override
        List<TicketKey> read(List<Path> files) throws IOException {
            return distinct(TicketKeyFile.read(only(files), TicketKeyFormat::haproxy));
        }
    };

    private static final int FOREIGN_BYTES = 80;
    private static final int AES_128_BYTES = 48;
    private static final int HALF = 32;
    private static final int HAPROXY_KEYS = 3;
    private static final boolean HMAC_FIRST = true;

    /**
     * Read all keys; with any fault there are none.
     *
     * @return the keys with their roles; the caller closes each
     */
    abstract List<TicketKey> read(List<Path> files) throws IOException;

    private static Path only(List<Path> files) throws IOException {
        if (files.size() != 1) {
            throw new IOException(files.size() + " ticket key files, expected one");
        }
        return files.getFirst();
    }

    private static TicketKey key(byte[] content, boolean hmacFirst, KeyRole role) throws IOException {
        if (content.length == AES_128_BYTES) {
            throw new IOException(
                    "a key of 48 bytes is for AES-128, which tickets here are not sealed with: make one of 80"
                            + " bytes, as by openssl rand 80");
        }
        if (content.length != FOREIGN_BYTES) {
            throw new IOException("a ticket key of " + content.length + " bytes, expected " + FOREIGN_BYTES);
        }
        var name = Arrays.copyOf(content, TicketKey.NAME_BYTES);
        var key = new byte[TicketKey.LONG_KEY_BYTES];
        System.arraycopy(content, TicketKey.NAME_BYTES, key, hmacFirst ? HALF : 0, HALF);
        System.arraycopy(content, TicketKey.NAME_BYTES + HALF, key, hmacFirst ? 0 : HALF, HALF);
        try {
            for (int from = 0; from < key.length; from += HALF) {
                // Half of a key that was never filled in is as bad as the whole.
                if (MessageDigest.isEqual(Arrays.copyOfRange(key, from, from + HALF), new byte[HALF])) {
                    throw new IOException("weak ticket key: 32 bytes are zero");
                }
            }
            return new TicketKey(name, key, role);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static List<TicketKey> haproxy(byte[] content) throws IOException {
        var lines = new ArrayList<byte[]>();
        try {
            for (int start = 0; start < content.length; ) {
                int end = start;
                while (end < content.length && content[end] != '\n') {
                    end++;
                }
                var line = Arrays.copyOfRange(content, start, end > start && content[end - 1] == '\r' ? end - 1 : end);
                if (line.length > 0) {
                    lines.add(line);
                }
                start = end + 1;
            }
            if (lines.size() < HAPROXY_KEYS) {
                throw new IOException(lines.size() + " ticket keys, expected at least " + HAPROXY_KEYS + " lines");
            }
            var roles = List.of(KeyRole.PREVIOUS, KeyRole.CURRENT, KeyRole.NEXT);
            var keys = new ArrayList<TicketKey>();
            for (int i = 0; i < HAPROXY_KEYS; i++) {
                var decoded = decoded(lines.get(lines.size() - HAPROXY_KEYS + i));
                keys.add(key(decoded, !HMAC_FIRST, roles.get(i)));
                Arrays.fill(decoded, (byte) 0);
            }
            return keys;
        } finally {
            lines.forEach(line -> Arrays.fill(line, (byte) 0));
        }
    }

    private static byte[] decoded(byte[] line) throws IOException {
        try {
            return Base64.getDecoder().decode(line);
        } catch (IllegalArgumentException e) {
            // Not as the cause: its message may show what stands in the file.
            throw new IOException("a line that is no Base64");
        }
    }

    private static List<TicketKey> distinct(List<TicketKey> keys) throws IOException {
        for (int i = 1; i < keys.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (Arrays.equals(keys.get(i).name(), keys.get(j).name())) {
                    keys.forEach(TicketKey::close);
                    throw new IOException("two ticket keys have one name");
                }
            }
        }
        return keys;
    }
}
