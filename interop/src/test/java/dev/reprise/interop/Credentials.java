package dev.reprise.interop;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * The certificates of all tests, as objects and as files: a root, an intermediate under it, and under that one a server's
 * and a client's, all ECDSA on P-256.
 */
final class Credentials {
    /** The name in the server's certificate, which no resolver knows: peers are told the address. */
    static final String NAME = "interop.test";

    /** The common name of the client's certificate. */
    static final String CLIENT = "interop-client";

    /** What protects the PKCS#12 files. */
    static final String PASSWORD = "secret";

    private final Path directory;
    private final TestCertificate server;
    private final TestCertificate client;

    private Credentials(Path directory, TestCertificate server, TestCertificate client) {
        this.directory = directory;
        this.server = server;
        this.client = client;
    }

    /** Make them and write the files to a directory. */
    static Credentials make(Path directory) throws IOException {
        var root = TestCertificates.root("Interop Root");
        var between = TestCertificates.named("Interop Intermediate").authority().issuedBy(root);
        return make(
                directory,
                root,
                between,
                TestCertificates.named(NAME).dns(NAME).server().issuedBy(between),
                TestCertificates.named(CLIENT).client().issuedBy(between));
    }

    /** Write the files for a server and a client whose certificates a root has issued itself. */
    static Credentials make(Path directory, TestCertificate root, TestCertificate server, TestCertificate client)
            throws IOException {
        return make(directory, root, root, server, client);
    }

    private static Credentials make(
            Path directory,
            TestCertificate root,
            TestCertificate between,
            TestCertificate server,
            TestCertificate client)
            throws IOException {
        Files.write(directory.resolve("root.pem"), root.certificatePem());
        Files.write(directory.resolve("intermediate.pem"), between.certificatePem());
        Files.write(directory.resolve("authorities.pem"), root.certificatePem());
        Files.write(directory.resolve("authorities.pem"), between.certificatePem(), StandardOpenOption.APPEND);
        write(directory, "server", server);
        write(directory, "client", client);
        return new Credentials(directory, server, client);
    }

    private static void write(Path directory, String name, TestCertificate identity) throws IOException {
        var chain = directory.resolve(name + ".pem");
        var key = directory.resolve(name + ".key");
        identity.write(chain, key);
        Files.writeString(directory.resolve(name + "-both.pem"), Files.readString(chain) + Files.readString(key));
    }

    /** Return the root. */
    X509Certificate root() {
        return server.root();
    }

    /** Return the server's chain and key. */
    TestCertificate server() {
        return server;
    }

    /** Return the client's chain and key. */
    TestCertificate client() {
        return client;
    }

    /**
     * Return the path of a file: root.pem, intermediate.pem, authorities.pem (both), or server or client with .pem
     * (chain), .key or -both.pem (chain and key).
     */
    String file(String name) {
        return directory.resolve(name).toString();
    }

    /** Return where the files are. */
    Path directory() {
        return directory;
    }

    /** Return a key store of one identity, or of the root alone to trust. */
    KeyStore keyStore(String alias) throws IOException {
        try {
            if (alias.equals("root")) {
                var store = KeyStore.getInstance("PKCS12");
                store.load(null, null);
                store.setCertificateEntry(alias, root());
                return store;
            }
            return keyStore(alias, alias.equals("server") ? server : client);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** Return a key store of an identity, whose chain ends with the root. */
    static KeyStore keyStore(String alias, TestCertificate identity) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                alias,
                identity.key(),
                PASSWORD.toCharArray(),
                withRoot(identity).toArray(Certificate[]::new));
        return store;
    }

    /** Make an NSS database with the root trusted and both identities under the names server and client. */
    String nssDatabase(Path place) throws IOException {
        var database = "sql:" + Files.createDirectories(place.resolve("nss"));
        run("certutil", "-N", "-d", database, "--empty-password");
        run("certutil", "-A", "-d", database, "-n", "root", "-t", "CT,C,C", "-i", file("root.pem"));
        for (var alias : List.of("server", "client")) {
            var store = place.resolve(alias + ".p12");
            try (var out = Files.newOutputStream(store)) {
                keyStore(alias).store(out, PASSWORD.toCharArray());
            } catch (GeneralSecurityException e) {
                throw new IOException(e);
            }
            run("pk12util", "-i", store.toString(), "-d", database, "-W", PASSWORD, "-K", "");
        }
        return database;
    }

    private static List<X509Certificate> withRoot(TestCertificate identity) {
        var chain = new ArrayList<>(identity.chain());
        chain.add(identity.root());
        return chain;
    }

    private static void run(String... command) throws IOException {
        try (var program = ChildProcess.of(command).start()) {
            if (program.awaitExit(Wait.LIMIT) != 0) {
                throw program.failure("failed");
            }
        }
    }
}
