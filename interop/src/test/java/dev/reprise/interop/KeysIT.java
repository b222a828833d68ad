package dev.reprise.interop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.LoopbackPorts;
import dev.reprise.testkit.Needs;
import dev.reprise.tls.Identities;
import dev.reprise.tls.TlsClient;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.TlsServer;
import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.spec.Identity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Keys and certificates that OpenSSL makes, in every form in which it writes them, and OpenSSL as the peer that they serve. */
@Timeout(120)
class KeysIT {
    private static final String NAME = Credentials.NAME;
    private static final char[] PASSWORD = "secret".toCharArray();

    @TempDir
    private Path directory;

    private enum Key {
        RSA("RSA", "rsa_keygen_bits:2048"),
        RSA_PSS("RSA-PSS", "rsa_keygen_bits:2048"),
        P256("EC", "ec_paramgen_curve:P-256"),
        P384("EC", "ec_paramgen_curve:P-384"),
        P521("EC", "ec_paramgen_curve:P-521"),
        ED25519("ED25519", null);

        private final List<String> options;

        Key(String algorithm, String option) {
            options = option == null
                    ? List.of("-algorithm", algorithm)
                    : List.of("-algorithm", algorithm, "-pkeyopt", option);
        }

        /** Tell whether OpenSSL has a form of its own for it, older than PKCS#8. */
        boolean traditional() {
            return this == RSA || this == P256 || this == P384 || this == P521;
        }
    }

    @BeforeEach
    void needsOpenssl() {
        Needs.program("openssl");
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    private static void openssl(String... arguments) throws IOException {
        var command = new ArrayList<String>(List.of("openssl"));
        command.addAll(List.of(arguments));
        try (var openssl = ChildProcess.of(command).start()) {
            if (openssl.awaitExit(Wait.LIMIT) != 0) {
                throw openssl.failure("failed");
            }
        }
    }

    /** Make NAME.key and NAME.pem, self-signed. */
    private void make(String name, Key key, String serverName) throws IOException {
        var generate = new ArrayList<String>(List.of("genpkey", "-out", file(name + ".key")));
        generate.addAll(key.options);
        openssl(generate.toArray(String[]::new));
        openssl(
                "req",
                "-new",
                "-x509",
                "-days",
                "2",
                "-key",
                file(name + ".key"),
                "-out",
                file(name + ".pem"),
                "-subj",
                "/CN=" + name,
                "-addext",
                "subjectAltName=DNS:" + serverName,
                "-addext",
                "keyUsage=digitalSignature,keyCertSign");
    }

    private Identity identity(String name) throws IOException {
        return TlsConfig.identity(directory.resolve(name + ".pem"), directory.resolve(name + ".key"));
    }

    /** Read the key as OpenSSL encrypts it by default. */
    private Identity encrypted(String name) throws IOException {
        openssl("pkcs8", "-topk8", "-passout", "pass:secret", "-in", file(name + ".key"), "-out", file(name + ".enc"));
        return TlsConfig.identity(directory.resolve(name + ".pem"), directory.resolve(name + ".enc"), PASSWORD.clone());
    }

    @ParameterizedTest
    @EnumSource
    void everyFormOfAKeyIsRead(Key key) throws Exception {
        make("one", key, NAME);
        assertThat(identity("one")).isNotNull();
        var forms = new ArrayList<List<String>>(List.of(
                List.of("pkcs8", "-topk8", "-passout", "pass:secret"),
                List.of("pkcs8", "-topk8", "-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA512", "-passout", "pass:secret"),
                List.of("pkcs8", "-topk8", "-v2", "aes-192-cbc", "-v2prf", "hmacWithSHA384", "-passout", "pass:secret"),
                List.of("pkcs8", "-topk8", "-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA1", "-passout", "pass:secret"),
                List.of("pkcs8", "-topk8", "-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA224", "-passout", "pass:secret"),
                List.of("pkcs8", "-topk8", "-v2", "des3", "-passout", "pass:secret"),
                List.of("pkcs8", "-topk8", "-scrypt", "-passout", "pass:secret"),
                List.of("pkcs8", "-topk8", "-v1", "PBE-SHA1-3DES", "-passout", "pass:secret"),
                List.of("pkey", "-aes256", "-passout", "pass:secret")));
        if (key.traditional()) {
            for (var cipher : List.of("-aes128", "-aes192", "-aes256", "-des3")) {
                forms.add(List.of("pkey", "-traditional", cipher, "-passout", "pass:secret"));
            }
        }
        for (var form : forms) {
            var command = new ArrayList<String>(form);
            command.addAll(List.of("-in", file("one.key"), "-out", file("form.key")));
            openssl(command.toArray(String[]::new));

            var read = TlsConfig.identity(directory.resolve("one.pem"), directory.resolve("form.key"), PASSWORD);
            assertThat(new Identities(read).current())
                    .as(form.toString())
                    .hasSize(1); // signs, and is the certificate's
            assertThatThrownBy(() -> TlsConfig.identity(
                            directory.resolve("one.pem"), directory.resolve("form.key"), "wrong".toCharArray()))
                    .as(form.toString())
                    .isInstanceOf(IOException.class);
        }
        if (key.traditional()) {
            openssl("pkey", "-traditional", "-in", file("one.key"), "-out", file("form.key"));
            var read = TlsConfig.identity(directory.resolve("one.pem"), directory.resolve("form.key"));
            assertThat(new Identities(read).current()).hasSize(1);
        }
    }

    /** What else OpenSSL writes when it is told to: no reader here, and a message that names what there is. */
    @Test
    void aFormThatIsNotReadIsNamed() throws Exception {
        make("one", Key.RSA, NAME);
        for (var form : List.of(
                List.of("pkcs8", "-topk8", "-v1", "PBE-SHA1-2DES"),
                List.of("pkcs8", "-topk8", "-v2", "camellia-256-cbc"),
                List.of("pkcs8", "-topk8", "-v2", "aria-256-cbc"),
                List.of("pkcs8", "-topk8", "-v2", "sm4"),
                List.of("pkcs8", "-topk8", "-v2", "aes-256-cfb"),
                List.of("pkey", "-traditional", "-camellia256"),
                List.of("pkey", "-traditional", "-chacha20"))) {
            var command = new ArrayList<String>(form);
            command.addAll(List.of("-passout", "pass:secret", "-in", file("one.key"), "-out", file("form.key")));
            openssl(command.toArray(String[]::new));
            assertThatThrownBy(() -> TlsConfig.identity(
                            directory.resolve("one.pem"), directory.resolve("form.key"), PASSWORD.clone()))
                    .as(form.toString())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("form.key")
                    .hasMessageContaining("expected");
        }
    }

    static List<Arguments> keysInVersions() {
        var cells = new ArrayList<Arguments>();
        for (var key : Key.values()) {
            cells.add(Arguments.of(key, Versions.TLS_1_3));
            cells.add(Arguments.of(key, Versions.TLS_1_2));
        }
        return cells;
    }

    private static String only(Versions version) {
        return version == Versions.TLS_1_3 ? "-tls1_3" : "-tls1_2";
    }

    /** OpenSSL's client takes the server by it, and our server OpenSSL's client; then once more, resumed. */
    @ParameterizedTest
    @MethodSource("keysInVersions")
    void opensslTakesOurServerAndIsTakenAsItsClient(Key key, Versions version) throws Exception {
        make("server", key, NAME);
        make("client", key, "client.test");
        var config = TlsConfig.server(encrypted("server"))
                .requireClientCertificate(directory.resolve("client.pem"))
                .sessionLifetime(Duration.ofHours(1))
                .build();
        try (var server = TlsServer.listen(config, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            Thread.ofVirtual().start(() -> echo(server));
            for (var session : List.of("-sess_out", "-sess_in")) {
                try (var client = ChildProcess.of(
                                "openssl",
                                "s_client",
                                only(version),
                                "-connect",
                                "127.0.0.1:" + server.localPort(),
                                "-servername",
                                NAME,
                                "-verify_hostname",
                                NAME,
                                "-verify_return_error",
                                "-CAfile",
                                file("server.pem"),
                                "-cert",
                                file("client.pem"),
                                "-key",
                                file("client.key"),
                                session,
                                file("session.pem"))
                        .start()) {
                    client.awaitLine(session.equals("-sess_out") ? "^New, TLSv1" : "^Reused, TLSv1", Wait.LIMIT);
                    client.send("hello\n");
                    client.awaitLine("hello$", Wait.LIMIT); // after "read R BLOCK", in the same line
                    client.closeInput();
                    client.awaitExit(Wait.LIMIT);
                }
            }
        }
    }

    private static void echo(TlsServer server) {
        try {
            while (true) {
                var connection = server.accept();
                Thread.startVirtualThread(() -> {
                    try (connection) {
                        connection.input().transferTo(connection.output());
                    } catch (IOException e) {
                        System.err.println("our server: " + e.getMessage());
                    }
                });
            }
        } catch (IOException closed) {
            return;
        }
    }

    /** Our client takes OpenSSL's server by it, and OpenSSL's server our client; then once more, resumed. */
    @ParameterizedTest
    @MethodSource("keysInVersions")
    void weTakeOpensslsServerAndAreTakenAsItsClient(Key key, Versions version) throws Exception {
        make("server", key, NAME);
        make("client", key, "client.test");
        int port = LoopbackPorts.free();
        var client = TlsClient.of(TlsConfig.client()
                .caFile(directory.resolve("server.pem"))
                .identity(encrypted("client"))
                // RFC 8422 section 5.1.1: in TLS 1.2 a server has to have a key on a curve of these.
                .groups(TlsConfig.parseGroups("x25519,p-256,p-384,p-521"))
                .sessions(new SessionCache())
                .build());
        try (var server = ChildProcess.of(
                        "openssl",
                        "s_server",
                        only(version),
                        "-accept",
                        "127.0.0.1:" + port,
                        "-www",
                        "-cert",
                        file("server.pem"),
                        "-key",
                        file("server.key"),
                        "-Verify",
                        "1",
                        "-verify_return_error",
                        "-CAfile",
                        file("client.pem"))
                .start()) {
            LoopbackPorts.awaitListening(port, server, Wait.LIMIT);
            for (boolean resumed : new boolean[] {false, true}) {
                try (var connection = client.connect("127.0.0.1", port, NAME)) {
                    connection.output().write(Library.REQUEST.getBytes(ISO_8859_1));
                    connection.input().readNBytes(1 << 16);
                    assertThat(connection.info().version().displayName()).isEqualTo(version.chosen());
                    assertThat(connection.info().resumed()).isEqualTo(resumed);
                }
            }
        }
    }

    @Test
    void threeNamesHaveThreeCertificates() throws Exception {
        for (var name : List.of("one", "two", "three")) {
            make(name, name.equals("two") ? Key.ED25519 : Key.P256, name + ".test");
        }
        var config = TlsConfig.server(new Identities(identity("one"), identity("two"), identity("three")))
                .sessionLifetime(Duration.ofHours(1))
                .build();
        try (var server = TlsServer.listen(config, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            Thread.ofVirtual().start(() -> echo(server));
            for (var version : List.of(Versions.TLS_1_3, Versions.TLS_1_2)) {
                for (var name : List.of("one", "two", "three", "unknown")) {
                    for (var session : List.of("-sess_out", "-sess_in")) {
                        visitByName(version, name, session, server.localPort());
                    }
                }
            }
        }
    }

    private void visitByName(Versions version, String name, String session, int port) throws IOException {
        try (var client = ChildProcess.of(
                        "openssl",
                        "s_client",
                        only(version),
                        "-connect",
                        "127.0.0.1:" + port,
                        "-servername",
                        name + ".test",
                        session,
                        file(name + "-session.pem"))
                .start()) {
            var served = name.equals("unknown") ? "one" : name;
            client.awaitLine("^subject=CN ?= ?" + served + "$", Wait.LIMIT);
            client.awaitLine(session.equals("-sess_out") ? "^New, TLSv1" : "^Reused, TLSv1", Wait.LIMIT);
            client.send("hello\n");
            client.awaitLine("hello$", Wait.LIMIT); // the tickets of TLS 1.3 came before it
            client.closeInput();
            client.awaitExit(Wait.LIMIT);
        }
    }
}
