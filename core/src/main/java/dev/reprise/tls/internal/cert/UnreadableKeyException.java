package dev.reprise.tls.internal.cert;

import java.io.IOException;

/**
 * Says in the end of a sentence why a private key cannot be read. It has no cause: the JDK's exceptions may show a part of
 * what they could not read.
 */
final class UnreadableKeyException extends IOException {
    private static final long serialVersionUID = 1L;

    UnreadableKeyException(String predicate) {
        super(predicate);
    }

    /** Say what a wrong password and damage have in common. */
    static UnreadableKeyException notDecrypted(String scheme) {
        return new UnreadableKeyException(
                "cannot be decrypted by " + scheme + ": the password is wrong, or the key is damaged");
    }
}
