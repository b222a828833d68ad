package dev.reprise.cli.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.cli.Harness;
import dev.reprise.cli.tunnel.TunnelRig;
import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.Json;
import dev.reprise.testkit.Needs;
import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.TlsClient;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.jsse.RepriseJsse;
import dev.reprise.tls.session.SessionCache;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve --http} as a process, seen by curl and by Chromium. */
class PageIT {
    @AutoClose
    private final TunnelRig rig = new TunnelRig();

    private TestCertificate certificate;
    private Path ca;
    private ChildProcess server;
    private Path keys;
    private String address;

    @TempDir
    private Path directory;

    @BeforeEach
    void begin() throws Exception {
        var from = Instant.now().minusSeconds(3600);
        var until = Instant.now().plusSeconds(86_400);
        var authority = TestCertificates.named("Page authority")
                .authority()
                .valid(from, until)
                .selfSigned();
        certificate = TestCertificates.named("page")
                .dns("localhost")
                .server()
                .valid(from, until)
                .issuedBy(authority);
        ca = Files.write(directory.resolve("ca.pem"), authority.certificatePem());
        certificate.write(directory.resolve("chain.pem"), directory.resolve("key.pem"));
        keys = directory.resolve("ticket.keys");
        newKey();
        serve();
    }

    private void serve(String... more) throws Exception {
        var command = new ArrayList<>(List.of("serve", "--http", "--port", "0", "--session-lifetime", "2h"));
        command.addAll(List.of("--ticket-key-file", "" + keys, "--cert", "" + directory.resolve("chain.pem")));
        command.addAll(List.of("--key", "" + directory.resolve("key.pem")));
        command.addAll(List.of(more));
        server = rig.reprise(command.toArray(String[]::new));
        address = "https://localhost:" + TunnelRig.port(server) + "/";
    }

    private void newKey() {
        assertThat(Harness.run("ticket-key", "new", "-o", "" + keys).status()).isZero();
    }

    private ChildProcess curl(String path, String... options) throws Exception {
        Needs.program("curl");
        var command =
                new ArrayList<>(List.of("curl", "-sS", "-i", "--noproxy", "*", "--cacert", "" + ca, address + path));
        command.addAll(List.of(options));
        var curl = rig.start(command);
        assertThat(curl.awaitExit(TunnelRig.PATIENCE)).isZero();
        return curl;
    }

    @Test
    void tellsProgramsHowTheirConnectionCameAbout() throws Exception {
        for (var version : List.of("--http2", "--http1.1")) {
            var answer = curl("connection.json", version);
            assertThat(answer.find("^(?i)content-security-policy: default-src 'none'"))
                    .isNotNull();
            assertThat(Json.object(
                            answer.awaitLine("^\\{.*}$", TunnelRig.PATIENCE).group()))
                    .containsEntry("protocol", "TLSv1.3")
                    .containsEntry("kind", "full")
                    .containsEntry("http", version.equals("--http2") ? "HTTP/2.0" : "HTTP/1.1");
        }
        var metrics = curl("metrics");
        assertThat(metrics.find("^reprise_handshakes_total\\{ending=\"full\"} [1-9]"))
                .isNotNull();
        assertThat(metrics.find("^reprise_ticket_key_age_seconds\\{revision=\"0x[0-9a-f]{8}\",role=\"current\"} \\d+$"))
                .isNotNull();
        assertThat(curl("nothing").find("^HTTP/2 404")).isNotNull();
        assertThat(curl("", "-X", "POST", "-d", "x").find("^HTTP/2 405")).isNotNull();
    }

    @Test
    void tellsVisitorsThatTheyResumedWhenTheyComeAgain() throws Exception {
        var digest = MessageDigest.getInstance("SHA-256")
                .digest(certificate.chain().get(0).getPublicKey().getEncoded());
        haveVisitors();
        try (var browser =
                new Chromium(directory.resolve("profile"), Base64.getEncoder().encodeToString(digest))) {
            browser.load(address);
            assertThat(browser.value("document.querySelector('h1').textContent"))
                    .isEqualTo("A full handshake");
            assertThat(browser.value("document.body.innerText"))
                    .contains("TLS 1.3", "HTTP/2.0", "brought no ticket", "All connections to this server");
            assertThat(browser.value("getComputedStyle(document.querySelector('.visit')).borderTopStyle"))
                    .as("the style sheet is applied")
                    .isEqualTo("solid");

            // A slow first handshake makes browsers try a second connection beside it, which is a full one, too.
            for (int more = 0; more < 3 && !title(browser).startsWith("Resumed"); more++) {
                browser.act("Runtime.evaluate", "{\"expression\":\"document.querySelector('a.button').click()\"}");
            }
            assertThat(title(browser)).isEqualTo("Resumed from an earlier session");
            assertThat(browser.value("document.body.innerText"))
                    .containsPattern("0x[0-9a-f]{8}, current, \\d+ (second|minute)");
            assertThat(browser.value("document.querySelectorAll('svg rect.resumed').length"))
                    .isNotEqualTo("0.0");
            assertThat(browser.value("document.documentElement.scrollWidth <= innerWidth"))
                    .isEqualTo("true");
            pictures(browser);
            browser.call(
                    "Emulation.setDeviceMetricsOverride",
                    "{\"width\":360,\"height\":740,\"deviceScaleFactor\":1,\"mobile\":true}");
            assertThat(browser.value("document.documentElement.scrollWidth <= innerWidth"))
                    .as("nothing to scroll sideways on a phone")
                    .isEqualTo("true");
        }
    }

    @Test
    void isUsedByKeyboardAlone() throws Exception {
        var digest = MessageDigest.getInstance("SHA-256")
                .digest(certificate.chain().get(0).getPublicKey().getEncoded());
        try (var browser =
                new Chromium(directory.resolve("profile"), Base64.getEncoder().encodeToString(digest))) {
            var links = List.of("again", "connection.json", "metrics");
            var leadTo = List.of("/", "/connection.json", "/metrics");
            for (int control = 0; control < links.size(); control++) {
                browser.load(address);
                assertThat(browser.value("document.querySelectorAll('a, button, input, select, textarea, summary,"
                                + " [tabindex], [contenteditable]').length === " + links.size()))
                        .as("all controls are links")
                        .isEqualTo("true");
                for (int presses = 0; presses <= control; presses++) {
                    browser.press(Chromium.Key.TAB);
                }
                assertThat(browser.value("document.activeElement.getAttribute('href')"))
                        .isEqualTo(links.get(control));
                assertThat(browser.value("getComputedStyle(document.activeElement).outline"))
                        .as("the focus is seen")
                        .contains("solid 3px");
                assertThat(browser.value("(function (place) { return place.top >= 0 && place.bottom <= innerHeight; })"
                                + "(document.activeElement.getBoundingClientRect())"))
                        .as("it is scrolled to")
                        .isEqualTo("true");
                browser.pressToLoad(Chromium.Key.ENTER);
                assertThat(browser.value("location.pathname")).isEqualTo(leadTo.get(control));
            }
        }
    }

    @Test
    void answersWhatIsAskedOfItBeforeItEnds() throws Exception {
        var config = TlsConfig.client().caFile(ca).build();
        var page = URI.create(address);
        try (var asking = TlsClient.of(config).connect(page.getHost(), page.getPort());
                var resting = HttpClient.newBuilder()
                        .sslContext(RepriseJsse.context(config))
                        .build()) {
            var answer =
                    resting.send(HttpRequest.newBuilder(page.resolve("metrics")).build(), BodyHandlers.ofString());
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(answer.statusCode()).isEqualTo(200);
            asking.output().write("GET /metrics HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));

            server.terminate();
            server.awaitLine("^draining: 2 connections, for at most 30 s", TunnelRig.PATIENCE);
            assertThatThrownBy(() -> new Socket(page.getHost(), page.getPort())).isInstanceOf(ConnectException.class);

            asking.output().write("Host: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(asking.input().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 200")
                    .endsWith("\n");
            server.awaitLine("^drained: all connections have ended", TunnelRig.PATIENCE);
            assertThat(server.awaitExit(TunnelRig.PATIENCE)).isZero();
        }
    }

    @Test
    void cutsOffWhoHasNotAskedByTheEndOfTheDrain() throws Exception {
        serve("--drain", "0");
        var page = URI.create(address);
        var client = TlsClient.of(TlsConfig.client().caFile(ca).build());
        try (var asking = client.connect(page.getHost(), page.getPort())) {
            asking.output().write("GET /metrics HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
            server.terminate();
            server.awaitLine("^drained: 1 connections were cut off", TunnelRig.PATIENCE);
            assertThat(server.awaitExit(TunnelRig.PATIENCE)).isZero();
        }
    }

    /** Have other visitors: one who resumes, one whose key is gone by then, and one who speaks no TLS. */
    private void haveVisitors() throws Exception {
        var client = TlsClient.of(
                TlsConfig.client().caFile(ca).sessions(new SessionCache()).build());
        visit(client);
        for (int more = 0; more < 5; more++) {
            visit(client);
        }
        var first = Files.readString(keys);
        newKey();
        server.awaitLine("^ticket keys: added", TunnelRig.PATIENCE);
        server.awaitLine("^ticket keys: added", TunnelRig.PATIENCE);
        visit(client);
        newKey();
        server.awaitLine("^ticket keys: added", TunnelRig.PATIENCE);
        Files.writeString(keys, Files.readString(keys).replace(first, ""));
        server.awaitLine("^ticket keys: dropped", TunnelRig.PATIENCE);
        var page = URI.create(address);
        try (var stranger = new Socket(page.getHost(), page.getPort())) {
            stranger.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(stranger.getInputStream().readAllBytes()).as("an alert").startsWith(21);
        }
    }

    private void visit(TlsClient client) throws Exception {
        var page = URI.create(address);
        try (var connection = client.connect(page.getHost(), page.getPort())) {
            connection
                    .output()
                    .write("GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(connection.input().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 200");
        }
    }

    private static String title(Chromium browser) throws Exception {
        return browser.value("document.querySelector('h1').textContent");
    }

    /** Keep pictures for the documents, where they are asked for. */
    private static void pictures(Chromium browser) throws Exception {
        var target = System.getProperty("page.pictures");
        if (target != null) {
            browser.picture(Path.of(target, "page-light.png"), 1000, 1500, false);
            browser.picture(Path.of(target, "page-dark.png"), 1000, 1500, true);
            browser.picture(Path.of(target, "page-phone.png"), 360, 1700, false);
        }
    }
}
