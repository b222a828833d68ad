package dev.reprise.tls;

import dev.reprise.tls.internal.cert.Certificates;
import dev.reprise.tls.internal.cert.KeyPairCheck;
import dev.reprise.tls.internal.cert.Pkcs12;
import dev.reprise.tls.internal.cert.PrivateKeys;
import dev.reprise.tls.internal.revocation.RevocationLists;
import dev.reprise.tls.spec.Identity;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Loads certificates, keys and revocation lists from PEM and PKCS#12, and says which file is at fault and why. */
final class IdentityFiles {
    private static final int MEBIBYTE = 1 << 20;
    /** Large authorities have lists of several MiB. */
    private static final int MAX_LIST_MEBIBYTES = 16;

    private IdentityFiles() {}

    static Identity load(Path chainFile, Path keyFile, char @Nullable [] password) throws IOException {
        var chain = read(chainFile, "certificate");
        var key = read(keyFile, "key");
        try {
            return identity(chain, "certificate file '" + chainFile + "'", key, "key file '" + keyFile + "'", password);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    static Identity ofPem(byte[] chain, byte[] key, char @Nullable [] password) throws IOException {
        return identity(chain, "the certificate given", key, "the key given", password);
    }

    static Identity ofPkcs12(Path file, char[] password) throws IOException {
        var store = readAny(file, "PKCS#12", 1);
        try {
            var source = "PKCS#12 file '" + file + "'";
            var identity = Pkcs12.identity(store, password, source);
            KeyPairCheck.require(identity, source, source);
            return identity;
        } finally {
            Arrays.fill(store, (byte) 0);
        }
    }

    private static Identity identity(
            byte[] chain, String chainSource, byte[] key, String keySource, char @Nullable [] password)
            throws IOException {
        var certificates = Certificates.parsePem(chain, chainSource);
        var identity = new Identity(certificates, PrivateKeys.parsePem(key, keySource, password));
        KeyPairCheck.require(identity, chainSource, keySource);
        return identity;
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

    static byte[] ocspResponse(Path file) throws IOException {
        return readAny(file, "ocsp", 1);
    }

    static RevocationLists revocationLists(Path file) throws IOException {
        return RevocationLists.parsePem(read(file, "CRL", MAX_LIST_MEBIBYTES), "CRL file '" + file + "'");
    }

    /** Read a file that has to be PEM. */
    private static byte[] read(Path file, String kind) throws IOException {
        return read(file, kind, 1);
    }

    private static byte[] read(Path file, String kind, int maxMebibytes) throws IOException {
        var content = readAny(file, kind, maxMebibytes);
        if (isDer(content)) {
            Arrays.fill(content, (byte) 0);
            throw unopened(
                    kind,
                    file,
                    new IOException("it is DER or PKCS#12, not PEM; convert it, as with openssl x509, pkey or pkcs12"));
        }
        return content;
    }

    private static byte[] readAny(Path file, String kind, int maxMebibytes) throws IOException {
        try {
            if (Files.size(file) > (long) maxMebibytes * MEBIBYTE) {
                throw new IOException("over " + maxMebibytes + " MiB");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw unopened(kind, file, e);
        }
    }

    /** Tell a SEQUENCE from text, which may begin with the same byte, a 0: then comes a byte that is in no text. */
    private static boolean isDer(byte[] content) {
        return content.length > 2 && content[0] == 0x30 && (content[1] < 0 || content[2] == 0x02);
    }

    /** Say that a file cannot be used, in libtls's words and with the fault that the JDK's messages leave out or hide. */
    static IOException unopened(String kind, Path file, IOException e) {
        var fault = switch (e) {
            case NoSuchFileException missing -> "No such file or directory";
            case AccessDeniedException denied -> "Permission denied";
            case NotDirectoryException other -> "Not a directory";
            case FileNotFoundException other -> reason(file, other);
            default -> String.valueOf(e.getMessage());
        };
        return new IOException("failed to open " + kind + " file '" + file + "': " + fault, e);
    }

    /** Return what stands in parentheses after the path. */
    private static String reason(Path file, FileNotFoundException e) {
        var text = String.valueOf(e.getMessage());
        var begin = file + " (";
        return text.startsWith(begin) && text.endsWith(")") ? text.substring(begin.length(), text.length() - 1) : text;
    }
}
