package dev.reprise.cli.tunnel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.Needs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code --alpn} on both ends of a tunnel, as OpenSSL, GnuTLS, curl and nginx see it. */
@Timeout(120)
class ApplicationProtocolIT {
    @AutoClose
    private final TunnelRig rig = new TunnelRig();

    private LocalAuthority authority;
    private LocalAuthority.Pair identity;

    @TempDir
    private Path directory;

    @BeforeEach
    void prepare() throws IOException {
        authority = new LocalAuthority("authority", directory);
        identity = authority.server("server", "localhost");
    }

    private String negotiated(int port, String version, String offered) throws IOException {
        var client = rig.client(authority, port, version, "-alpn", offered);
        var told = client.awaitLine("^(No ALPN negotiated|ALPN protocol: .*)$", TunnelRig.PATIENCE)
                .group();
        client.closeInput();
        assertThat(client.awaitExit(TunnelRig.PATIENCE)).isZero();
        return told;
    }

    @Test
    void choosesByItsOwnOrderAndRefusesWhatItDoesNotSpeak() throws Exception {
        Needs.program("openssl");
        var terminator = rig.serve(identity, rig.backend(TunnelRig::echo), "--alpn", "h2,http/1.1");
        int port = TunnelRig.port(terminator);

        for (var version : List.of("-tls1_3", "-tls1_2")) {
            assertThat(negotiated(port, version, "http/1.1,h2")).isEqualTo("ALPN protocol: h2");
            terminator.awaitLine("alpn=h2 ", TunnelRig.PATIENCE);
            assertThat(negotiated(port, version, "http/1.1")).isEqualTo("ALPN protocol: http/1.1");
            terminator.awaitLine("alpn=http/1\\.1 ", TunnelRig.PATIENCE);
            var stranger = rig.client(authority, port, version, "-alpn", "imap");
            stranger.awaitLine("no application protocol", TunnelRig.PATIENCE);
            assertThat(stranger.awaitExit(TunnelRig.PATIENCE)).isNotZero();
            terminator.awaitLine("error=.*NO_COMMON_APPLICATION_PROTOCOL", TunnelRig.PATIENCE);
        }
    }

    @Test
    void ignoresWhatClientsOfferWhereNothingIsSaid() throws Exception {
        Needs.program("openssl");
        int port = TunnelRig.port(rig.serve(identity, rig.backend(TunnelRig::echo)));

        assertThat(negotiated(port, "-tls1_3", "h2")).isEqualTo("No ALPN negotiated");
        assertThat(negotiated(port, "-tls1_2", "h2")).isEqualTo("No ALPN negotiated");
    }

    @Test
    void carriesHttp2OfCurlToNginx() throws Exception {
        Needs.program("curl");
        Needs.program("nginx");
        int nginx = rig.nginx(directory, "http2", "return 200 \"$server_protocol\";");
        int port = TunnelRig.port(rig.serve(identity, nginx, "--alpn", "h2"));

        var curl = rig.curl(authority, port, "--http2", "-w", " %{http_version}");

        curl.awaitLine("^HTTP/2\\.0 2$", TunnelRig.PATIENCE);
        assertThat(curl.awaitExit(TunnelRig.PATIENCE)).isZero();
    }

    @Test
    void offersToGnutlsAndTellsWhatItChose() throws Exception {
        Needs.program("gnutls-serv");
        int port = rig.gnutls(identity, "--alpn", "http/1.1");

        var tunnel = rig.connect(authority, port, "--alpn", "h2,http/1.1");
        echo(tunnel);
        tunnel.awaitLine("alpn=http/1\\.1 ", TunnelRig.PATIENCE);
    }

    @Test
    void endsAConnectionWhoseServerSpeaksNoneOfTheProtocols() throws Exception {
        Needs.program("gnutls-serv");
        int port = rig.gnutls(identity, "--alpn", "imap", "--alpn-fatal");
        var tunnel = rig.connect(authority, port, "--alpn", "h2,http/1.1");

        try (var socket = TunnelRig.dial(TunnelRig.port(tunnel))) {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        tunnel.awaitLine("error=.*no_application_protocol", TunnelRig.PATIENCE);
    }

    private static void echo(ChildProcess tunnel) throws IOException {
        try (var socket = TunnelRig.dial(TunnelRig.port(tunnel))) {
            socket.getOutputStream().write("hello\n".getBytes(US_ASCII));
            assertThat(socket.getInputStream().readNBytes(6)).asString().isEqualTo("hello\n");
        }
    }
}
