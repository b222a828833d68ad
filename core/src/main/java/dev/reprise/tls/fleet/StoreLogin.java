package dev.reprise.tls.fleet;

import dev.reprise.tls.internal.file.HandedFile;
import dev.reprise.tls.internal.file.OwnerOnly;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Say whom a program logs in as at a store. The password is a String, since that is what all clients of stores take; the keys
 * in the store are sealed under another secret.
 *
 * @param user the user's name
 * @param password the user's password
 */
public record StoreLogin(String user, String password) {
    private static final String NOUN = "password file";
    private static final int MAX_BYTES = 1024;

    /**
     * Read a password, the first line of a file.
     *
     * @param file of the current user's with mode 0600 or 0400, or handed out read-only as a {@link TicketKeyFile}
     * @throws IOException with the path and what is wrong
     */
    public static StoreLogin read(String user, Path file) throws IOException {
        try {
            var text = new String(HandedFile.read(file, NOUN, MAX_BYTES), StandardCharsets.UTF_8);
            var password = text.lines().findFirst().orElse("");
            if (password.isEmpty()) {
                throw new IOException(NOUN + " holds no password in its first line");
            }
            return new StoreLogin(user, password);
        } catch (IOException e) {
            throw OwnerOnly.named(file, e);
        }
    }

    /** Return the user only. */
    @Override
    public String toString() {
        return "StoreLogin[" + user + "]";
    }
}
