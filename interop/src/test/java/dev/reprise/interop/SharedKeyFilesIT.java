package dev.reprise.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.Needs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code reprise serve} beside nginx and beside HAProxy, with one file of ticket keys and one session id context: a client of
 * OpenSSL's resumes at the other server, and back. Skipped by the name of what is missing, which {@code
 * -Dinterop.required=true} makes a failure.
 */
class SharedKeyFilesIT {
    private static final String REQUEST = "GET / HTTP/1.0\r\n\r\n";

    @TempDir
    private Path directory;

    private static byte[] key(int seed) {
        var key = new byte[80];
        new Random(seed).nextBytes(key);
        return key;
    }

    private Path secret(String name, byte[] content) throws IOException {
        var file = directory.resolve(name);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.write(file, content);
    }

    /** Visit once with the session of the last visit, if there was one, and tell whether it was resumed. */
    private Told visit(int port, Versions version, Credentials credentials) throws IOException {
        var session = directory.resolve("session.pem");
        var command = Openssl.Client.command(credentials, port);
        command.add(version == Versions.TLS_1_2 ? "-tls1_2" : "-tls1_3");
        command.addAll(List.of("-sess_out", session.toString()));
        if (Files.exists(session)) {
            command.addAll(List.of("-sess_in", session.toString()));
        }
        try (var client = ChildProcess.of(command).start()) {
            client.send(REQUEST);
            var told = client.awaitLine("^(New|Reused), TLSv1", Wait.LIMIT).group(1);
            // A reply, or an echo; the tickets of TLS 1.3 have come before.
            client.awaitLine("^(HTTP/1|GET /)", Wait.LIMIT);
            client.closeInput();
            client.awaitExit(Wait.LIMIT);
            return Told.resumed(told.equals("Reused"));
        }
    }

    private void resumesBothWays(int stranger, OurSide.Server ours, Versions version, Credentials credentials)
            throws IOException {
        for (var way : List.of(List.of(stranger, ours.port()), List.of(ours.port(), stranger))) {
            Files.deleteIfExists(directory.resolve("session.pem"));
            assertThat(visit(way.get(0), version, credentials)).isEqualTo(Told.FULL);
            assertThat(visit(way.get(1), version, credentials))
                    .as(() -> "at the other; " + ours.said())
                    .isEqualTo(Told.RESUMED);
            assertThat(visit(way.get(0), version, credentials))
                    .as(() -> "and back; " + ours.said())
                    .isEqualTo(Told.RESUMED);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Versions.class,
            names = {"TLS_1_2", "TLS_1_3"})
    void resumesAtHaproxyAndBack(Versions version) throws IOException {
        Needs.program("haproxy");
        Needs.program("openssl");
        var credentials = Credentials.make(directory);
        var encoder = Base64.getEncoder();
        var lines = new StringBuilder();
        for (int seed = 1; seed <= 3; seed++) {
            lines.append(encoder.encodeToString(key(seed))).append('\n');
        }
        var keys = secret("haproxy.keys", lines.toString().getBytes(StandardCharsets.US_ASCII));
        try (var stranger = Haproxy.sharing(credentials, directory, keys);
                var ours = Command.serve(
                        credentials,
                        "--session-id",
                        HexFormat.of().formatHex("haproxy".getBytes(StandardCharsets.US_ASCII)),
                        "--ticket-key-format",
                        "haproxy",
                        "--ticket-key-file",
                        keys.toString())) {
            resumesBothWays(stranger.port(), ours, version, credentials);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Versions.class,
            names = {"TLS_1_2", "TLS_1_3"})
    void resumesAtNginxAndBack(Versions version) throws Exception {
        Needs.program("nginx");
        Needs.program("openssl");
        var credentials = Credentials.make(directory);
        var first = secret("first.key", key(1));
        var second = secret("second.key", key(2));
        try (var stranger = Nginx.sharing(credentials, directory, List.of(first, second));
                var ours = Command.serve(
                        credentials,
                        "--session-id",
                        nginxContext(credentials),
                        "--ticket-key-format",
                        "nginx",
                        "--ticket-key-file",
                        first.toString(),
                        "--ticket-key-file",
                        second.toString())) {
            resumesBothWays(stranger.port(), ours, version, credentials);
        }
    }

    /** What nginx binds sessions to where it asks for no client certificate: its certificate, by SHA-1 of both. */
    private static String nginxContext(Credentials credentials) throws GeneralSecurityException {
        var leaf = credentials.server().chain().getFirst().getEncoded();
        var sha1 = MessageDigest.getInstance("SHA-1");
        var fingerprint = sha1.digest(leaf);
        sha1.update("HTTP".getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().formatHex(sha1.digest(fingerprint));
    }
}
