package dev.reprise.tls;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.Needs;
import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.testkit.TestCertificates.KeyType;
import dev.reprise.tls.spec.ProtocolVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** OpenSSL's client, which trusts one of two roots and says so, gets the chain that leads there. */
class ChainWishesOpensslIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final TestCertificate RSA_ROOT = root("RSA root", KeyType.RSA_2048);
    private static final TestCertificate EC_ROOT = root("EC root", KeyType.P256);

    @TempDir
    private Path folder;

    private static TestCertificate root(String name, KeyType type) {
        return TestCertificates.named(name).key(type).authority().selfSigned();
    }

    @BeforeEach
    void needsOpenssl() throws Exception {
        Needs.program("openssl");
        Files.write(folder.resolve("rsa.pem"), RSA_ROOT.certificatePem());
        Files.write(folder.resolve("ec.pem"), EC_ROOT.certificatePem());
    }

    @Test
    void sendsTheChainOfTheAuthorityNamed() throws Exception {
        for (var root : List.of("rsa.pem", "ec.pem")) {
            connect(root, "-tls1_3", "-requestCAfile", folder.resolve(root).toString());
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void sendsTheChainSignedAsTheClientTakesSignatures(ProtocolVersion version) throws Exception {
        var only = version == ProtocolVersion.TLS_1_3 ? "-tls1_3" : "-tls1_2";
        connect("ec.pem", only, "-sigalgs", "ecdsa_secp256r1_sha256");
        connect("rsa.pem", only, "-sigalgs", "rsa_pkcs1_sha256:ecdsa_secp256r1_sha256");
    }

    /** Connect with a client that trusts this root alone and ends when it gets another's chain. */
    private void connect(String root, String... wishes) throws Exception {
        var identities = new Identities(Parties.identity(server(RSA_ROOT)), Parties.identity(server(EC_ROOT)));
        var config = TlsConfig.server(identities).build();
        try (var server = TlsServer.listen(config, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            var command =
                    new ArrayList<>(List.of("openssl", "s_client", "-connect", "127.0.0.1:" + server.localPort()));
            command.addAll(List.of("-CAfile", folder.resolve(root).toString(), "-verify_return_error"));
            command.addAll(List.of(wishes));
            try (var client = ChildProcess.of(command).directory(folder).start()) {
                try (var connection = server.accept()) {
                    connection.handshake();
                    client.awaitLine("Verify return code: 0", PATIENCE);
                    client.send("Q\n");
                }
            }
        }
    }

    private static TestCertificate server(TestCertificate issuer) {
        var now = Instant.now(); // OpenSSL has no other clock
        return TestCertificates.named("server")
                .dns("localhost")
                .server()
                .valid(now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(1)))
                .issuedBy(issuer);
    }
}
