package dev.reprise.cli.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.cli.Harness;
import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.Json;
import dev.reprise.testkit.LoopbackPorts;
import dev.reprise.testkit.Needs;
import dev.reprise.testkit.Programs;
import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The verdict on servers that other people wrote and operators set up well or badly. */
@Timeout(120)
class ProbeIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    // Debian's nginx speaks TLS 1.2 alone by default.
    private static final String BOTH = "ssl_protocols TLSv1.2 TLSv1.3; ";
    private static final TestCertificate ROOT = TestCertificates.root("Probe Root");

    @TempDir
    private Path directory;

    private Map<String, String> environment = Map.of();
    private final List<ChildProcess> children = new ArrayList<>();

    @BeforeEach
    void certificates() throws IOException {
        var server = TestCertificates.named("localhost")
                .dns("localhost", "other.localhost")
                .ip("127.0.0.1")
                .server()
                .issuedBy(ROOT);
        server.write(directory.resolve("server.pem"), directory.resolve("server.key"));
        Files.write(directory.resolve("root.pem"), TestCertificate.pem(List.of(ROOT.certificate())));
    }

    @AfterEach
    void end() {
        children.forEach(ChildProcess::close);
    }

    private int openssl(String... options) throws IOException {
        Needs.program("openssl");
        var command = new ArrayList<>(List.of(
                "openssl",
                "s_server",
                "-accept",
                "127.0.0.1:0",
                "-cert",
                directory.resolve("server.pem").toString(),
                "-key",
                directory.resolve("server.key").toString()));
        command.addAll(List.of(options));
        var server = ChildProcess.of(command).environment(environment).start();
        children.add(server);
        return Integer.parseInt(server.awaitLine("ACCEPT .*:(\\d+)", LIMIT).group(1));
    }

    private int nginx(String name, String tls) throws IOException {
        Needs.program("nginx");
        int port = LoopbackPorts.free();
        var home = Files.createDirectory(directory.resolve(name));
        Files.writeString(home.resolve("nginx.conf"), """
                daemon off;
                master_process off;
                pid pid;
                error_log stderr notice;
                events { worker_connections 64; }
                http {
                    access_log off;
                    client_body_temp_path body;
                    proxy_temp_path proxy;
                    fastcgi_temp_path fastcgi;
                    uwsgi_temp_path uwsgi;
                    scgi_temp_path scgi;
                    server {
                        listen 127.0.0.1:%d ssl;
                        ssl_certificate %s;
                        ssl_certificate_key %s;
                        %s
                        location / { return 200 "hello"; }
                    }
                }
                """.formatted(
                        port, directory.resolve("server.pem"), directory.resolve("server.key"), tls));
        var server = ChildProcess.of(
                        Programs.find("nginx").orElseThrow().toString(),
                        "-p",
                        home + "/",
                        "-e",
                        "stderr",
                        "-c",
                        home.resolve("nginx.conf").toString())
                .start();
        children.add(server);
        LoopbackPorts.awaitListening(port, server, LIMIT);
        return port;
    }

    private int haproxy(int... servers) throws IOException {
        Needs.program("haproxy");
        int port = LoopbackPorts.free();
        var text = new StringBuilder("""
                defaults
                    mode tcp
                    timeout connect 5s
                    timeout client 30s
                    timeout server 30s
                frontend tls
                    bind 127.0.0.1:%d
                    default_backend nodes
                backend nodes
                    balance roundrobin
                """.formatted(port));
        for (int server : servers) {
            text.append("    server n%d 127.0.0.1:%d%n".formatted(server, server));
        }
        var file = directory.resolve("haproxy.cfg");
        Files.writeString(file, text);
        var proxy = ChildProcess.of(Programs.find("haproxy").orElseThrow().toString(), "-db", "-f", file.toString())
                .start();
        children.add(proxy);
        LoopbackPorts.awaitListening(port, proxy, LIMIT);
        return port;
    }

    private Path ticketKey(String name, int seed) throws IOException {
        var key = new byte[80];
        if (seed != 0) {
            new Random(seed).nextBytes(key);
        }
        return Files.write(directory.resolve(name), key);
    }

    private Harness probe(int port, String... options) {
        var arguments = new ArrayList<>(List.of(
                "probe",
                "localhost:" + port,
                "--ca",
                directory.resolve("root.pem").toString(),
                "--rate",
                "100",
                "--connections",
                "6"));
        arguments.addAll(List.of(options));
        return Harness.run(arguments.toArray(String[]::new));
    }

    @Test
    void findsNoFaultWithAServerAlone() throws IOException {
        var result = probe(openssl(), "--servername", "localhost");

        assertThat(result.out())
                .contains("OK   TLSv1.3 at 127.0.0.1: 4 of 4")
                .contains("OK   TLSv1.2 at 127.0.0.1: 4 of 4");
        assertThat(result.status()).isZero();
    }

    @Test
    void findsAServerThatGivesNoTickets() throws IOException {
        var result = probe(openssl("-num_tickets", "0", "-no_tls1_2"), "--fail-on", "warn");

        assertThat(result.out()).contains("WARN TLSv1.3 at 127.0.0.1: no session is handed out");
        assertThat(result.status()).isOne();
    }

    @Test
    void findsEarlyData() throws IOException {
        var result = probe(openssl("-early_data", "-no_anti_replay", "-no_tls1_2"));

        assertThat(result.out()).contains("WARN TLSv1.3 at 127.0.0.1: tickets allow early data");
    }

    @Test
    void findsNodesThatShareTheirKeys() throws IOException {
        var key = ticketKey("keys", 5);
        var tls = BOTH + "ssl_session_ticket_key " + key + ";";
        var result = probe(haproxy(nginx("a", tls), nginx("b", tls)));

        assertThat(result.out())
                .contains("OK   TLSv1.3 at 127.0.0.1: 4 of 4")
                .contains("OK   TLSv1.2 at 127.0.0.1: 4 of 4");
        assertThat(result.status()).isZero();
    }

    @Test
    void findsNodesThatDoNot() throws IOException {
        int one = nginx("a", BOTH + "ssl_session_ticket_key " + ticketKey("one", 6) + ";");
        int two = nginx("b", BOTH + "ssl_session_ticket_key " + ticketKey("two", 7) + ";");
        var result = probe(haproxy(one, two), "--json");

        assertThat(Json.object(result.out())).containsEntry("verdict", "BAD");
        assertThat(result.out())
                .contains("\"id\":\"resumption\"")
                .contains("2 groups of nodes with ticket keys of their own")
                .contains("different ticket keys");
        assertThat(result.status()).isOne();
    }

    @Test
    void findsAKeyOfZeros() throws IOException {
        var result = probe(nginx("zeros", BOTH + "ssl_session_ticket_key " + ticketKey("zeros.key", 0) + ";"));

        assertThat(result.out()).contains("BAD  tickets are sealed under a key that anybody can guess");
        assertThat(result.status()).isOne();
    }

    @Test
    void findsABalancerOverTwoVersions() throws IOException {
        var key = ticketKey("keys", 8);
        int old = nginx("old", "ssl_protocols TLSv1.2; ssl_session_ticket_key " + key + ";");
        int modern = nginx("new", "ssl_protocols TLSv1.3; ssl_session_ticket_key " + key + ";");
        var result = probe(haproxy(old, modern));

        assertThat(result.out()).contains("WARN not all nodes speak the same versions");
        assertThat(result.status()).isOne();
    }

    @Test
    void findsANodeThatMadeNewKeysWhenItStarted() throws IOException {
        var keys = BOTH + "ssl_session_ticket_key " + ticketKey("keys", 9) + ";";
        int balanced = haproxy(nginx("a", keys), nginx("b", BOTH));

        assertThat(probe(balanced).out())
                .contains("BAD  TLSv1.3 at 127.0.0.1: ")
                .contains("2 groups of nodes with ticket keys of their own");
    }

    @Test
    void findsSessionsWithoutExtendedMasterSecret() throws IOException {
        var config = Files.writeString(directory.resolve("openssl.cnf"), """
                openssl_conf = here
                [here]
                ssl_conf = commands
                [commands]
                system_default = options
                [options]
                Options = -ExtendedMasterSecret
                """);
        environment = Map.of("OPENSSL_CONF", config.toString());
        var result = probe(openssl("-no_tls1_3"));

        assertThat(result.out())
                .contains("WARN TLSv1.2 at 127.0.0.1: sessions are made without the extended master secret")
                .contains("WARN no address speaks TLS 1.3");
    }

    @Test
    void findsNoFaultWithGnutls() throws IOException {
        Needs.program("gnutls-serv");
        int port = LoopbackPorts.free();
        var server = ChildProcess.of(
                        "gnutls-serv",
                        "--echo",
                        "--port",
                        String.valueOf(port),
                        "--x509certfile",
                        directory.resolve("server.pem").toString(),
                        "--x509keyfile",
                        directory.resolve("server.key").toString())
                .start();
        children.add(server);
        LoopbackPorts.awaitListening(port, server, LIMIT);
        var result = probe(port);

        assertThat(result.out())
                .contains("OK   TLSv1.3 at 127.0.0.1: 4 of 4")
                .contains("OK   TLSv1.2 at 127.0.0.1: 4 of 4");
        assertThat(result.status()).isZero();
    }

    @Test
    void asksFtpServersForTls() throws IOException {
        Needs.program("vsftpd");
        int port = LoopbackPorts.free();
        var config = Files.writeString(directory.resolve("vsftpd.conf"), """
                listen=YES
                listen_address=127.0.0.1
                listen_port=%d
                background=NO
                run_as_launching_user=YES
                anonymous_enable=YES
                anon_root=%s
                seccomp_sandbox=NO
                ssl_enable=YES
                ssl_tlsv1=YES
                rsa_cert_file=%s
                rsa_private_key_file=%s
                """.formatted(
                        port,
                        Files.createDirectory(directory.resolve("served")),
                        directory.resolve("server.pem"),
                        directory.resolve("server.key")));
        var server = ChildProcess.of(Programs.find("vsftpd").orElseThrow().toString(), config.toString())
                .start();
        children.add(server);
        LoopbackPorts.awaitListening(port, server, LIMIT);
        var result = probe(port, "--starttls", "ftp");

        assertThat(result.out()).contains("OK   TLSv1.3 at 127.0.0.1: 4 of 4");
    }

    @Test
    void goesOnWhereOtherAddressesFail() throws Exception {
        int port = openssl("-no_tls1_2");
        var plan = new Plan(
                "localhost", port, "localhost", 3, 100, 60, Duration.ZERO, null, directory.resolve("root.pem"), null);
        Health health;
        Thread greeter;
        try (var plain = new ServerSocket(port, 5, InetAddress.getByName("127.0.0.3"))) {
            greeter = Thread.ofVirtual().start(() -> greet(plain));
            health = new Probe(plan, TimeUnit.NANOSECONDS::sleep, progress -> {})
                    .run(List.of(
                            InetAddress.getByName("127.0.0.2"),
                            InetAddress.getByName("127.0.0.3"),
                            InetAddress.getByName("127.0.0.1")));
        }
        greeter.join();

        assertThat(new ProbeReport(plan, health, Verdicts.of(health)).text())
                .contains("BAD  TLSv1.3 at 127.0.0.2: ")
                .contains("BAD  TLSv1.3 at 127.0.0.3: ")
                .contains("OK   TLSv1.3 at 127.0.0.1: 1 of 1");
    }

    /** Greet as a server without TLS would, until the socket is closed. */
    private static void greet(ServerSocket server) {
        while (true) {
            try (var socket = server.accept()) {
                socket.getOutputStream().write("220 mail.example.org ESMTP\r\n".getBytes(StandardCharsets.US_ASCII));
            } catch (IOException closed) {
                return;
            }
        }
    }

    @Test
    void tellsWhatDoesNotAnswer() throws IOException {
        var result = probe(LoopbackPorts.free());

        assertThat(result.out()).contains("BAD  TLSv1.3 at 127.0.0.1: ");
        assertThat(result.status()).isOne();
    }

    @Test
    void tellsWhatItDoesNotTrust() throws IOException {
        int port = openssl();
        var result = Harness.run("probe", "localhost:" + port, "--rate", "100", "--connections", "3");

        assertThat(result.out())
                .contains("BAD  the certificate does not verify")
                .contains("OK   TLSv1.3");
    }

    @Test
    void remembersKeysAndWritesMetrics() throws IOException {
        int port = openssl();
        var metrics = directory.resolve("probe.prom");
        var result = probe(port, "--state", directory.resolve("state").toString(), "--prometheus", metrics.toString());

        assertThat(result.status()).isZero();
        assertThat(metrics).content().contains("reprise_probe_resumed{target=\"localhost:" + port);
        assertThat(directory.resolve("state")).content().contains("localhost:" + port + " ");
    }
}
