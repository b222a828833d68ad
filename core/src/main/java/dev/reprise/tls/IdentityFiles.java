package dev.reprise.tls;

import dev.reprise.tls.internal.cert.Certificates;
import dev.reprise.tls.internal.cert.KeyPairCheck;
import dev.reprise.tls.internal.cert.PrivateKeys;
import dev.reprise.tls.spec.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Loads certificates and keys from PEM files, and says which file is at fault and why. */
final class IdentityFiles {
    private static final long MAX_BYTES = 1 << 20;

    private IdentityFiles() {}

    static Identity load(Path chainFile, Path keyFile) throws IOException {
        var chain = certificates(chainFile, "certificate");
        var pem = read(keyFile, "key");
        try {
            var key = PrivateKeys.parsePem(pem, "key file '" + keyFile + "'");
            var identity = new Identity(chain, key);
            KeyPairCheck.require(identity, "certificate file '" + chainFile + "'", "key file '" + keyFile + "'");
            return identity;
        } finally {
            Arrays.fill(pem, (byte) 0);
        }
    }

    /** Return the SHA-256 of the leaf in hex, which keeps the sessions of different identities apart. */
    static String digest(Identity identity) {
        try {
            var encoded = identity.leaf().getEncoded();
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(encoded));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("a certificate of ours cannot be encoded and hashed", e);
        }
    }

    static List<X509Certificate> certificates(Path file, String kind) throws IOException {
        return Certificates.parsePem(read(file, kind), kind + " file '" + file + "'");
    }

    private static byte[] read(Path file, String kind) throws IOException {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IOException("over 1 MiB");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            // The wording is libtls's; java.nio puts only the path into some messages, so the kind of fault is added.
            throw new IOException("failed to open " + kind + " file '" + file + "': " + fault(e), e);
        }
    }

    private static String fault(IOException e) {
        return switch (e) {
            case java.nio.file.NoSuchFileException missing -> "No such file or directory";
            case java.nio.file.AccessDeniedException denied -> "Permission denied";
            default -> String.valueOf(e.getMessage());
        };
    }
}
