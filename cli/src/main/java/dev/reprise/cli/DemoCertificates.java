package dev.reprise.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * Make a certification authority and a server certificate for the demonstration, valid for a day, with the JDK's
 * keytool: the one program every JDK has that signs certificates.
 *
 * @param authority the authority's certificate, PEM
 * @param chain the server's certificate, PEM
 * @param key the server's private key, PEM, mode 0600
 */
record DemoCertificates(Path authority, Path chain, Path key) {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final String PASSWORD_VARIABLE = "REPRISE_DEMO_STORE";

    /** Make them, for the given DNS names, as files in the place. */
    static DemoCertificates make(DemoPlace place, String... names) throws IOException, InterruptedException {
        // The store lives for seconds in a private directory; keytool wants a password all the same.
        var random = new byte[16];
        new SecureRandom().nextBytes(random);
        var password = HexFormat.of().formatHex(random);
        var store = place.file("certificates.p12");
        keytool(
                store,
                password,
                "-alias",
                "ca",
                "-dname",
                "CN=Reprise demo authority",
                "-ext",
                "bc:c=ca:true",
                "-ext",
                "ku:c=keyCertSign");
        keytool(
                store,
                password,
                "-alias",
                "server",
                "-signer",
                "ca",
                "-dname",
                "CN=" + names[0],
                "-ext",
                "san=dns:" + String.join(",dns:", names),
                "-ext",
                "ku:c=digitalSignature",
                "-ext",
                "eku=serverAuth");
        try {
            var keys = KeyStore.getInstance(store.toFile(), password.toCharArray());
            var key = keys.getKey("server", password.toCharArray());
            return new DemoCertificates(
                    write(place.file("ca.pem"), "CERTIFICATE", encoded(keys.getCertificate("ca"))),
                    write(place.file("server.pem"), "CERTIFICATE", encoded(keys.getCertificate("server"))),
                    write(place.file("server.key"), "PRIVATE KEY", key.getEncoded()));
        } catch (GeneralSecurityException unreadable) {
            throw new IOException("cannot read what keytool made: " + unreadable.getMessage(), unreadable);
        }
    }

    private static void keytool(Path store, String password, String... options)
            throws IOException, InterruptedException {
        var program = Path.of(System.getProperty("java.home"), "bin", "keytool");
        var command = new ArrayList<>(List.of(program.toString(), "-J-XX:TieredStopAtLevel=1", "-genkeypair"));
        command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12"));
        command.addAll(List.of("-storepass:env", PASSWORD_VARIABLE, "-keyalg", "EC", "-groupname", "secp256r1"));
        command.addAll(List.of("-sigalg", "SHA256withECDSA", "-startdate", "-1H", "-validity", "1"));
        command.addAll(Arrays.asList(options));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put(PASSWORD_VARIABLE, password);
        var process = builder.start();
        process.outputWriter().close();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("keytool failed: " + said.strip());
        }
    }

    private static byte[] encoded(Certificate certificate) throws GeneralSecurityException {
        return certificate.getEncoded();
    }

    private static Path write(Path file, String label, byte[] der) throws IOException {
        Files.createFile(file, OWNER_ONLY);
        return Files.write(file, pem(label, der));
    }

    /** Return one PEM block. */
    static byte[] pem(String label, byte[] der) {
        var pem = new ByteArrayOutputStream();
        pem.writeBytes(("-----BEGIN " + label + "-----\n").getBytes(StandardCharsets.US_ASCII));
        pem.writeBytes(Base64.getMimeEncoder(64, new byte[] {'\n'}).encode(der));
        pem.writeBytes(("\n-----END " + label + "-----\n").getBytes(StandardCharsets.US_ASCII));
        return pem.toByteArray();
    }
}
