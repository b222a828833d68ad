package dev.reprise.cli.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.Needs;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a backend is told of the client by {@code --proxy-out v2}. */
@Timeout(120)
class ProxyOutIT {
    private static final int ALPN = 0x01;
    private static final int AUTHORITY = 0x02;
    private static final int VERSION = 0x21;
    private static final int COMMON_NAME = 0x22;
    private static final int CIPHER = 0x23;

    @AutoClose
    private final TunnelRig rig = new TunnelRig();

    private final LinkedBlockingQueue<ProxyBlock> told = new LinkedBlockingQueue<>();
    private LocalAuthority authority;
    private LocalAuthority.Pair server;

    @TempDir
    private Path directory;

    @BeforeEach
    void prepare() throws IOException {
        authority = new LocalAuthority("authority", directory);
        server = authority.server("server", "localhost");
    }

    private int readingBackend() throws IOException {
        return rig.backend(socket -> {
            told.add(ProxyBlock.read(new DataInputStream(socket.getInputStream())));
            TunnelRig.echo(socket);
        });
    }

    private ProxyBlock visit(int port, List<String> options) throws Exception {
        var client = rig.client(authority, port, options.toArray(String[]::new));
        client.send("hello\n");
        client.awaitLine("hello", TunnelRig.PATIENCE);
        client.closeInput();
        assertThat(client.awaitExit(TunnelRig.PATIENCE)).isZero();
        var block = told.poll(TunnelRig.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(block).isNotNull();
        return block;
    }

    @ParameterizedTest
    @CsvSource({
        "-tls1_3, TLSv1.3, TLS_AES_256_GCM_SHA384",
        "-tls1_2, TLSv1.2, ECDHE-ECDSA-AES256-GCM-SHA384",
    })
    void tellsWhoseCertificateAFullAndAResumedConnectionHas(String version, String shown, String cipher)
            throws Exception {
        Needs.program("openssl");
        var client = authority.client("Zo\u00eb");
        var tunnel = rig.serve(
                server,
                readingBackend(),
                "--proxy-out",
                "v2",
                "--alpn",
                "h2",
                "--client-ca",
                "" + authority.file(),
                "--session-lifetime",
                "2h");
        int port = TunnelRig.port(tunnel);
        var session = directory.resolve("session").toString();
        var options = new ArrayList<>(List.of(version, "-alpn", "h2", "-servername", "localhost"));
        options.addAll(client.options("-cert", "-key"));

        var full = new ArrayList<>(options);
        full.addAll(List.of("-sess_out", session));
        var block = visit(port, full);
        assertThat(block.text(ALPN)).isEqualTo("h2");
        assertThat(block.text(AUTHORITY)).isEqualTo("localhost");
        var tls = block.tls();
        assertThat(tls.client()).as("TLS, and a certificate on this connection").isEqualTo(7);
        assertThat(tls.verify()).isZero();
        assertThat(tls.text(VERSION)).isEqualTo(shown);
        assertThat(tls.text(CIPHER)).isEqualTo(cipher);
        assertThat(tls.text(COMMON_NAME)).isEqualTo("Zo\u00eb");

        options.addAll(List.of("-sess_in", session));
        tls = visit(port, options).tls();
        tunnel.awaitLine("kind=resumed", TunnelRig.PATIENCE);
        assertThat(tls.client())
                .as("TLS, and a certificate on an earlier connection")
                .isEqualTo(5);
        assertThat(tls.verify()).isZero();
        assertThat(tls.text(COMMON_NAME)).isEqualTo("Zo\u00eb");
    }

    @Test
    void tellsOfNoCertificateWhereThereIsNone() throws Exception {
        Needs.program("openssl");
        var tunnel = rig.serve(server, readingBackend(), "--proxy-out", "v2");

        var block = visit(TunnelRig.port(tunnel), List.of("-noservername"));

        assertThat(block.values()).containsOnlyKeys(0x20);
        assertThat(block.tls().client()).as("TLS alone").isEqualTo(1);
        assertThat(block.tls().verify()).isNotZero();
        assertThat(block.tls().values()).containsOnlyKeys(VERSION, CIPHER);
        assertThat(tunnel.awaitLine("peer=127\\.0\\.0\\.1:(\\d+)", TunnelRig.PATIENCE)
                        .group(1))
                .isEqualTo("" + block.sourcePort());
    }

    @Test
    void isTakenByHaproxyAndNginxWithAllItsValues() throws Exception {
        for (var program : List.of("haproxy", "nginx", "curl")) {
            Needs.program(program);
        }
        int nginx = rig.nginx(
                directory, "proxy_protocol", "return 200 \"nobody $proxy_protocol_addr:$proxy_protocol_port\";");
        int haproxy = rig.haproxyAnswering(directory, "%[fc_pp_authority] %[src]:%[src_port]");
        var alice = authority.client("alice");
        for (int backend : List.of(nginx, haproxy)) {
            var tunnel = rig.serve(
                    server, backend, "--proxy-out", "v2", "--alpn", "http/1.1", "--client-ca", "" + authority.file());
            var options = new ArrayList<>(alice.options("--cert", "--key"));
            options.addAll(List.of("-w", " %{local_ip}:%{local_port}\\n"));
            var curl = rig.curl(authority, TunnelRig.port(tunnel), options.toArray(String[]::new));

            var answer = curl.awaitLine("^(\\w+) (127\\.0\\.0\\.1:\\d+) (127\\.0\\.0\\.1:\\d+)$", TunnelRig.PATIENCE);
            assertThat(answer.group(1)).isEqualTo(backend == nginx ? "nobody" : "localhost");
            assertThat(answer.group(2)).isEqualTo(answer.group(3));
        }
    }
}
