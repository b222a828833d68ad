package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.crypto.Secret;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Turns passwords into bytes. */
final class Passwords {
    private Passwords() {}

    /**
     * Return a password in UTF-8, as RFC 8018 section 3 advises and terminals give it to other programs. The caller closes
     * the answer, and wipes the array.
     */
    static Secret utf8(char[] password) {
        var buffer = ByteBuffer.allocate(3 * password.length); // more bytes has no char
        StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .encode(CharBuffer.wrap(password), buffer, true);
        var exact = Arrays.copyOf(buffer.array(), buffer.position());
        Arrays.fill(buffer.array(), (byte) 0);
        return Secret.take(exact);
    }
}
