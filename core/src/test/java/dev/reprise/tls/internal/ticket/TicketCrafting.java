package dev.reprise.tls.internal.ticket;

import dev.reprise.tls.internal.session.SessionBuilder;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolException;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Seals and opens tickets a second way, straight over JCA, so that tests do not judge the code by itself. */
@SuppressWarnings("exports") // of the tests' own jar only
public final class TicketCrafting {
    private TicketCrafting() {}

    /** Seal a plaintext that is padded already, or badly padded on purpose: a multiple of 16 bytes. */
    public static byte[] seal(byte[] name, byte[] key, byte[] iv, byte[] padded) {
        try {
            var ticket = new ByteArrayOutputStream();
            ticket.writeBytes(name);
            ticket.writeBytes(iv);
            ticket.writeBytes(aes(Cipher.ENCRYPT_MODE, key, iv).doFinal(padded));
            ticket.writeBytes(hmac(key).doFinal(ticket.toByteArray()));
            return ticket.toByteArray();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Tell whether a ticket's MAC is the key's. */
    public static boolean authentic(byte[] ticket, byte[] key) {
        var mac = hmac(key);
        mac.update(ticket, 0, ticket.length - 32);
        return MessageDigest.isEqual(mac.doFinal(), Arrays.copyOfRange(ticket, ticket.length - 32, ticket.length));
    }

    /** Return the plaintext of a ticket, padding taken off. */
    public static byte[] open(byte[] ticket, byte[] key) {
        try {
            var padded = aes(Cipher.DECRYPT_MODE, key, Arrays.copyOfRange(ticket, 16, 32))
                    .doFinal(ticket, 32, ticket.length - 64);
            return Arrays.copyOf(padded, padded.length - padded[padded.length - 1]);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Change the session in a ticket and seal it again under the same name and iv. */
    public static Bytes resealed(Bytes ticket, byte[] key, UnaryOperator<SessionBuilder> change) {
        try (var session = SessionData.parse(Bytes.wrap(open(ticket.toArray(), key)));
                var changed = change.apply(session.toBuilder()).build()) {
            return resealed(ticket, key, changed.encode());
        } catch (ProtocolException e) {
            throw new AssertionError(e);
        }
    }

    /** Seal other content under a ticket's name and iv, padded as it should be. */
    public static Bytes resealed(Bytes ticket, byte[] key, byte[] content) {
        int pad = 16 - content.length % 16;
        var padded = Arrays.copyOf(content, content.length + pad);
        Arrays.fill(padded, content.length, padded.length, (byte) pad);
        var old = ticket.toArray();
        return Bytes.wrap(seal(Arrays.copyOf(old, 16), key, Arrays.copyOfRange(old, 16, 32), padded));
    }

    private static Cipher aes(int mode, byte[] key, byte[] iv) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/CBC/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, 0, 32, "AES"), new IvParameterSpec(iv));
        return cipher;
    }

    private static Mac hmac(byte[] key) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, 32, 16, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
