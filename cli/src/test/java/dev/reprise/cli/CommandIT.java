package dev.reprise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.Json;
import dev.reprise.testkit.Needs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged command, as processes, with OpenSSL's client and server over loopback. */
class CommandIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Path JAR = Path.of("target", "reprise-cli.jar").toAbsolutePath();

    private static DemoPlace place;
    private static DemoCertificates certificates;

    @TempDir
    private Path directory;

    private final List<ChildProcess> started = new ArrayList<>();

    @BeforeAll
    static void makeCertificates() throws Exception {
        place = new DemoPlace();
        certificates = DemoCertificates.make(place, "localhost");
    }

    @AfterAll
    static void removeCertificates() {
        place.close();
    }

    @BeforeEach
    void needsOpenssl() {
        Needs.program("openssl");
    }

    @AfterEach
    void endProcesses() {
        started.forEach(ChildProcess::close);
    }

    @Test
    void resumesAtOpensslServerOnTheSecondRun() throws Exception {
        var server = openssl("s_server -tls1_3 -accept 127.0.0.1:0 -cert CERT -key KEY");
        var port = server.awaitLine("ACCEPT .*:(\\d+)", PATIENCE).group(1);
        var sessions = directory.resolve("sessions.pem");

        var first = connect(port, "--session-file", "" + sessions);
        first.awaitLine("^resumed: no$", PATIENCE);
        // Only then is the session in the file.
        assertThat(first.awaitExit(PATIENCE)).isZero();
        connect(port, "--session-file", "" + sessions).awaitLine("^resumed: yes$", PATIENCE);

        server.awaitLine("Reused session-id", PATIENCE);
    }

    @Test
    void resumesOpensslClientOnTheSecondRun() throws Exception {
        var server = serve("--session-lifetime", "2h");
        var port = port(server);
        var session = directory.resolve("openssl.pem");

        // One after the other: a connection is told of at its end, which others may overtake.
        assertThat(visit(port, "-sess_out " + session)).doesNotContain("Reused");
        server.awaitLine("kind=full", PATIENCE);
        assertThat(visit(port, "-sess_in " + session)).contains("Reused, TLSv1.3");
        server.awaitLine("kind=resumed", PATIENCE);
    }

    @Test
    void serversThatDeriveKeysFromOneSecretResumeEachOthersClients() throws Exception {
        var secret = directory.resolve("fleet.secret");
        assertThat(Harness.run("ticket-key", "secret", "-o", "" + secret).status())
                .isZero();
        String[] options = {
            "--session-lifetime",
            "2h",
            "--session-id",
            "73",
            "--ticket-keys",
            "secret:",
            "--fleet-secret-file",
            "" + secret
        };
        var session = directory.resolve("openssl.pem");

        assertThat(visit(port(serve(options)), "-sess_out " + session)).doesNotContain("Reused");
        assertThat(visit(port(serve(options)), "-sess_in " + session)).contains("Reused, TLSv1.3");
    }

    @Test
    @DisplayName("[116] the command takes libtls's words for protocols")
    void speaksTheProtocolsItIsTold() throws Exception {
        var server = serve("--protocols", "tlsv1.2", "--session-lifetime", "2h");
        var port = port(server);
        var sessions = directory.resolve("sessions.pem");
        for (var resumed : List.of("no", "yes")) {
            var client = connect(port, "--session-file", "" + sessions);
            client.awaitLine("^protocol: TLSv1.2$", PATIENCE);
            client.awaitLine("^resumed: " + resumed + "$", PATIENCE);
            assertThat(client.awaitExit(PATIENCE)).isZero();
        }

        assertThat(connect(port, "--protocols", "tlsv1.3").awaitExit(PATIENCE)).isEqualTo(1);
        server.awaitLine("NO_COMMON_VERSION", PATIENCE);
    }

    @Test
    void choosesTls13WithClientsThatSpeakBothVersions() throws Exception {
        Needs.program("curl");
        var server = serve("--session-lifetime", "2h");
        var port = port(server);
        var authority = "" + certificates.authority();

        // An echo is no answer to curl, so how it ends does not matter.
        var curl = start(List.of(
                "curl",
                "-v",
                "-4",
                "--noproxy",
                "*",
                "--max-time",
                "" + PATIENCE.toSeconds(),
                "--cacert",
                authority,
                "https://localhost:" + port));
        curl.awaitLine("SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384", PATIENCE);
        server.awaitLine("protocol=TLSv1.3 .*kind=full", PATIENCE);

        var client = openssl("s_client -connect 127.0.0.1:" + port + " -servername localhost -CAfile " + authority);
        client.awaitLine("^New, TLSv1.3", PATIENCE);
        server.awaitLine("protocol=TLSv1.3 .*kind=full", PATIENCE);
    }

    @Test
    void resumesFromFileThatOpensslWrote() throws Exception {
        var port = port(serve("--session-lifetime", "2h"));
        var session = directory.resolve("session.pem");

        visit(port, "-sess_out " + session);
        connect(port, "--session-file", "" + session).awaitLine("^resumed: yes$", PATIENCE);
    }

    @Test
    void writesFileThatOpensslPrintsAndResumesFrom() throws Exception {
        var port = port(serve("--session-lifetime", "2h"));
        var session = directory.resolve("session.pem");

        var client = connect(port, "--session-file", "" + session);
        assertThat(client.awaitExit(PATIENCE)).isZero();

        var printed = openssl("sess_id -noout -text -in " + session);
        printed.awaitLine("Protocol *: TLSv1.3", PATIENCE);
        printed.awaitLine("Verify return code: 0", PATIENCE);
        assertThat(visit(port, "-sess_in " + session)).contains("Reused, TLSv1.3");
    }

    @Test
    void skipsEarlyDataOfOpensslClientAndResumes() throws Exception {
        var keys = directory.resolve("ticket.keys");
        assertThat(Harness.run("ticket-key", "new", "-o", "" + keys).status()).isZero();
        var options = new String[] {"--session-lifetime", "2h", "--session-id", "01", "--ticket-key-file", "" + keys};
        var session = directory.resolve("session.pem");
        visit(port(serve(options)), "-sess_out " + session);
        allowEarlyData(session);
        var early = Files.writeString(directory.resolve("early"), "early ".repeat(300));

        var other = serve(options);
        assertThat(visit(port(other), "-sess_in " + session + " -early_data " + early))
                .contains("Reused, TLSv1.3")
                .contains("Early data was rejected")
                .doesNotContain("early early");

        other.awaitLine("kind=resumed", PATIENCE);
    }

    @Test
    void logsTheSecretsThatOpensslLogs() throws Exception {
        var ours = directory.resolve("ours");
        var theirs = directory.resolve("theirs");
        var server = serve("--key-log", "" + ours);

        visit(port(server), "-keylogfile " + theirs);

        server.awaitLine("kind=full", PATIENCE);
        assertThat(Files.readAllLines(ours))
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(Files.readAllLines(theirs).stream()
                        .filter(line -> !line.startsWith("#"))
                        .toList());
    }

    @Test
    void asksClientsForCertificatesThatTheyMayDecline() throws Exception {
        var authority = "" + certificates.authority();
        var port = port(serve("--client-ca", authority, "--client-auth", "optional"));
        var client = connect(port);
        client.awaitLine("^resumed: no$", PATIENCE);
        client.awaitLine("^certificate withheld: no identity; wanted from .*CN=", PATIENCE);

        var strict = serve("--client-ca", authority, "--client-auth", "required");
        connect(port(strict)).awaitLine("certificate_required", PATIENCE);
        strict.awaitLine("error=", PATIENCE);
    }

    @Test
    void copiesBinaryDataBothWaysAndPastTheHalfClose() throws Exception {
        var content = new byte[3_000_000];
        new Random(1).nextBytes(content);
        var input = Files.write(directory.resolve("in"), content);
        var output = directory.resolve("out");
        var errors = directory.resolve("err");
        var port = port(serve("--once", "1", "--alpn", "h2,echo"));

        var command = reprise(
                "connect", "localhost:" + port, "--ca", "" + certificates.authority(), "--json", "--alpn", "echo");
        var client = new ProcessBuilder(command)
                .redirectInput(input.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            assertThat(client.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            client.destroyForcibly();
        }

        assertThat(client.exitValue()).as(Files.readString(errors)).isZero();
        assertThat(Arrays.mismatch(Files.readAllBytes(output), content)).isEqualTo(-1);
        assertThat(Json.object(Files.readString(errors)))
                .containsEntry("protocol", "TLSv1.3")
                .containsEntry("alpn", "echo")
                .containsEntry("servername", "localhost")
                .containsEntry("resumed", false)
                .containsEntry("notOffered", "no store")
                .containsEntry("sessionFileFailure", null);
        assertThat(started.get(0).awaitExit(PATIENCE)).isZero();
    }

    @Test
    void servesOthersWhileOneClientIsSilentAndAfterOneFailed() throws Exception {
        var port = port(serve());
        try (var silent = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
                var broken = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port))) {
            assertThat(silent.isConnected()).isTrue();
            broken.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            started.get(0).awaitLine("error=", PATIENCE);

            assertThat(connect(port).awaitExit(PATIENCE)).isZero();
        }
    }

    @Test
    void endsWithStatusOneAndOneLineWhenNobodyVouchesForTheServer() throws Exception {
        var server = openssl("s_server -tls1_3 -accept 127.0.0.1:0 -cert CERT -key KEY");
        var port = server.awaitLine("ACCEPT .*:(\\d+)", PATIENCE).group(1);

        var client = start(reprise("connect", "localhost:" + port));

        assertThat(client.awaitExit(PATIENCE)).isEqualTo(1);
        assertThat(client.lines())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("reprise: ")
                .contains("alert");
    }

    @Test
    void playsTheWholeDemonstration() throws Exception {
        var demo = start(reprise("demo"));

        assertThat(demo.awaitExit(Duration.ofMinutes(3)))
                .as(() -> String.join("\n", demo.lines()))
                .isZero();
        assertThat(demo.lines()).hasSizeGreaterThan(18).noneMatch(line -> line.startsWith("FAIL"));
    }

    private static List<String> reprise(String... arguments) {
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var command =
                new ArrayList<>(List.of("" + java, "-XX:TieredStopAtLevel=1", "-cp", "" + JAR, Main.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private ChildProcess start(List<String> command) throws IOException {
        var child = ChildProcess.of(command).start();
        started.add(child);
        return child;
    }

    private ChildProcess serve(String... options) throws IOException {
        var command = new ArrayList<>(
                reprise("serve", "--port", "0", "--cert", "" + certificates.chain(), "--key", "" + certificates.key()));
        command.addAll(List.of(options));
        return start(command);
    }

    private static String port(ChildProcess server) {
        return server.awaitLine("^listening on 127\\.0\\.0\\.1:(\\d+)$", PATIENCE)
                .group(1);
    }

    /** Connect with the command, send nothing, and end its input. */
    private ChildProcess connect(String port, String... options) throws IOException {
        var command = new ArrayList<>(reprise("connect", "localhost:" + port, "--ca", "" + certificates.authority()));
        command.addAll(List.of(options));
        var client = start(command);
        client.closeInput();
        return client;
    }

    /** Start OpenSSL, its standard input held open, so that what it writes is for its owner alone. */
    private ChildProcess openssl(String arguments) throws IOException {
        var command = new ArrayList<>(List.of("sh", "-c", "umask 077; exec openssl \"$@\"", "sh"));
        for (var argument : arguments.split(" ", -1)) {
            command.add(
                    argument.equals("CERT")
                            ? "" + certificates.chain()
                            : argument.equals("KEY") ? "" + certificates.key() : argument);
        }
        return start(command);
    }

    /** Let OpenSSL's client say a word, wait for the echo, after which the tickets are there, and leave. */
    private String visit(String port, String options) throws IOException {
        var client =
                openssl("s_client -connect 127.0.0.1:" + port + " -tls1_3 -servername localhost -verify_return_error"
                        + " -CAfile " + certificates.authority() + " " + options);
        client.awaitLine("Verif", PATIENCE);
        client.send("hello\n");
        client.awaitLine("^hello$", PATIENCE);
        client.send("Q\n");
        assertThat(client.awaitExit(PATIENCE)).isZero();
        return String.join("\n", client.lines());
    }

    /** Give the session in a file max_early_data, field [15] of OpenSSL's encoding, as an early-data server would. */
    private static void allowEarlyData(Path file) throws IOException {
        var pem = Files.readString(file);
        var base64 = pem.replaceAll("(?s).*BEGIN SSL SESSION PARAMETERS-----|-----END SSL SESSION PARAMETERS.*", "");
        var der = ByteBuffer.wrap(Base64.getMimeDecoder().decode(base64));
        assertThat(der.get()).as("a SEQUENCE").isEqualTo((byte) 0x30);
        assertThat(length(der)).as("the SEQUENCE's length").isEqualTo(der.remaining());
        var fields = new ByteArrayOutputStream();
        boolean added = false;
        while (der.hasRemaining()) {
            int begin = der.position();
            if (!added && (der.get() & 0xff) > 0xaf) {
                fields.writeBytes(HexFormat.of().parseHex("af0402024000"));
                added = true;
            }
            der.position(begin + 1);
            int length = length(der);
            fields.write(der.array(), begin, der.position() + length - begin);
            der.position(der.position() + length);
        }
        assertThat(added).as("a field after [15]").isTrue();
        var changed = ByteBuffer.allocate(fields.size() + 4)
                .putShort((short) 0x3082)
                .putShort((short) fields.size())
                .put(fields.toByteArray());
        Files.write(file, DemoCertificates.pem("SSL SESSION PARAMETERS", changed.array()));
    }

    private static int length(ByteBuffer der) {
        int first = der.get() & 0xff;
        int length = first < 0x80 ? first : 0;
        for (int i = first < 0x80 ? 0 : first & 0x7f; i > 0; i--) {
            length = (length << 8) | (der.get() & 0xff);
        }
        return length;
    }
}
