package dev.reprise.tls.session;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Seals and opens tickets a second way, straight over JCA, so that tests do not judge the code by itself. */
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
