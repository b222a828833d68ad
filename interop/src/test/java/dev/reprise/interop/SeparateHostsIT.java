package dev.reprise.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.LoopbackPorts;
import dev.reprise.testkit.Needs;
import dev.reprise.testkit.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two {@code reprise serve} on hosts of their own, which are network namespaces, and etcd between them; one host is cut off
 * and comes back. Skipped where this user cannot make network namespaces, also where nothing else may be skipped.
 */
class SeparateHostsIT {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String NETWORK = "10.213.77.";
    /** Unique on this machine; names of interfaces have 15 characters at most. */
    private static final String PREFIX = "rp" + ProcessHandle.current().pid() % 1_000_000;

    private static final String BRIDGE = PREFIX + "br";
    private static final String[] HOSTS = {PREFIX + "a", PREFIX + "b"};

    @TempDir
    private Path directory;

    private final List<ChildProcess> started = new ArrayList<>();

    private static boolean ip(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(Programs.find("ip").orElseThrow().toString()));
        command.addAll(List.of(arguments));
        try (var ip = ChildProcess.of(command).start()) {
            return ip.awaitExit(Wait.LIMIT) == 0;
        }
    }

    @BeforeEach
    void makeHosts() throws IOException {
        Needs.program("etcd");
        Needs.program("openssl");
        Needs.program("ip");
        Assumptions.assumeTrue(
                ip("netns", "add", HOSTS[0]),
                "network namespaces cannot be made here, as this user or in this container");
        assertThat(ip("netns", "add", HOSTS[1])).isTrue();
        assertThat(ip("link", "add", BRIDGE, "type", "bridge")).isTrue();
        assertThat(ip("addr", "add", NETWORK + "1/24", "dev", BRIDGE)).isTrue();
        assertThat(ip("link", "set", BRIDGE, "up")).isTrue();
        for (int i = 0; i < HOSTS.length; i++) {
            var host = HOSTS[i];
            assertThat(ip("link", "add", host + "0", "type", "veth", "peer", "name", "eth0", "netns", host))
                    .isTrue();
            assertThat(ip("link", "set", host + "0", "master", BRIDGE, "up")).isTrue();
            assertThat(ip("-n", host, "addr", "add", address(i) + "/24", "dev", "eth0"))
                    .isTrue();
            assertThat(ip("-n", host, "link", "set", "eth0", "up")).isTrue();
        }
    }

    private static String address(int host) {
        return NETWORK + (host + 2);
    }

    @AfterEach
    void removeHosts() throws IOException {
        started.forEach(ChildProcess::close);
        if (Programs.find("ip").isPresent()) {
            for (var host : HOSTS) {
                ip("netns", "del", host);
            }
            ip("link", "del", BRIDGE);
        }
    }

    private ChildProcess start(List<String> command) throws IOException {
        var child = ChildProcess.of(command).start();
        started.add(child);
        return child;
    }

    private String etcd() throws IOException {
        int port = LoopbackPorts.free();
        var url = "http://" + NETWORK + "1:" + port;
        var peer = "http://127.0.0.1:" + LoopbackPorts.free();
        var etcd = start(List.of(
                "etcd",
                "--data-dir",
                directory.resolve("etcd").toString(),
                "--listen-client-urls",
                url,
                "--advertise-client-urls",
                url,
                "--listen-peer-urls",
                peer,
                "--initial-advertise-peer-urls",
                peer,
                "--initial-cluster",
                "default=" + peer));
        etcd.awaitLine("serving (insecure )?client requests|serving client", LIMIT);
        return "etcd:" + url;
    }

    private ChildProcess serve(int host, String store, Path secret, Credentials credentials) throws IOException {
        var command = new ArrayList<>(List.of("ip", "netns", "exec", HOSTS[host]));
        command.addAll(Command.serving(
                credentials,
                "--bind",
                address(host),
                "--session-lifetime",
                "40s",
                "--session-id",
                "73",
                "--ticket-keys",
                store,
                "--fleet-secret-file",
                secret.toString(),
                "--fleet-times",
                "20s,6s,2s,500ms"));
        return start(command);
    }

    private Told visit(int host, int port, Credentials credentials) throws IOException {
        var session = directory.resolve("session.pem");
        var command = new ArrayList<>(List.of("openssl", "s_client", "-connect", address(host) + ":" + port));
        command.addAll(List.of("-servername", Credentials.NAME, "-CAfile", credentials.file("root.pem"), "-tls1_3"));
        command.addAll(List.of("-sess_out", session.toString()));
        if (Files.exists(session)) {
            command.addAll(List.of("-sess_in", session.toString()));
        }
        try (var client = ChildProcess.of(command).start()) {
            client.send("hello\n");
            var told = client.awaitLine("^(New|Reused), TLSv1", LIMIT).group(1);
            client.awaitLine("^hello$", LIMIT);
            client.closeInput();
            client.awaitExit(LIMIT);
            return Told.resumed(told.equals("Reused"));
        }
    }

    @Test
    void hostThatWasCutOffSharesAgainWhenItIsBack() throws IOException {
        var credentials = Credentials.make(directory);
        var secret = directory.resolve("fleet.secret");
        Files.createFile(secret, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, "1:" + "5a17c3".repeat(10) + "0102\n");
        var store = etcd();
        var servers = List.of(serve(0, store, secret, credentials), serve(1, store, secret, credentials));
        var ports = new ArrayList<Integer>();
        for (var server : servers) {
            ports.add(Integer.parseInt(
                    server.awaitLine("^listening on .*:(\\d+)$", LIMIT).group(1)));
            server.awaitLine("^ticket keys: mode shared", LIMIT);
        }
        assertThat(visit(0, ports.get(0), credentials)).isEqualTo(Told.FULL);
        assertThat(visit(1, ports.get(1), credentials)).as("at the other host").isEqualTo(Told.RESUMED);

        assertThat(ip("link", "set", HOSTS[1] + "0", "down")).isTrue();
        servers.get(1).awaitLine("^ticket keys: the store fails", LIMIT);
        // The other one goes on alone.
        servers.get(0).awaitLine("^ticket keys: revision 2 is current", LIMIT);
        assertThat(ip("link", "set", HOSTS[1] + "0", "up")).isTrue();
        servers.get(1).awaitLine("^ticket keys: the store answers", LIMIT);
        servers.get(1).awaitLine("^ticket keys: revision [2-9] is current", LIMIT);

        Files.delete(directory.resolve("session.pem"));
        assertThat(visit(0, ports.get(0), credentials)).isEqualTo(Told.FULL);
        assertThat(visit(1, ports.get(1), credentials))
                .as("at the host that is back")
                .isEqualTo(Told.RESUMED);
        assertThat(visit(0, ports.get(0), credentials)).as("and back").isEqualTo(Told.RESUMED);
    }
}
