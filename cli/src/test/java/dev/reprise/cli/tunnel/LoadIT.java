package dev.reprise.cli.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.reprise.testkit.Needs;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A terminator between wrk and nginx, reloaded and replaced by another while wrk asks. */
@Timeout(180)
class LoadIT {
    private static final int CONNECTIONS = 50;
    private static final String CONNECTION = "^connection peer=.*";

    @AutoClose
    private final TunnelRig rig = new TunnelRig();

    @TempDir
    private Path directory;

    @Test
    void failsNoRequestOfWrkInThreeReloadsAndADrain() throws Exception {
        Needs.program("wrk");
        Needs.program("nginx");
        var identity = new LocalAuthority("authority", directory).server("server", "localhost");
        // With an end of each connection after ten requests there are always connections that begin and that end.
        int nginx = rig.nginx(directory, "backlog=1024; keepalive_requests 10", "return 200 hello;");
        var first = rig.serve(identity, nginx, "--reuse-port", "--session-lifetime", "2h", "--drain", "60s");
        int port = TunnelRig.port(first);

        var wrk = rig.start(List.of(
                "wrk",
                "--threads",
                "2",
                "--connections",
                "" + CONNECTIONS,
                "--duration",
                "170s",
                "--timeout",
                "60s",
                "https://127.0.0.1:" + port + "/"));
        for (int reload = 1; reload <= 3; reload++) {
            first.awaitLine(CONNECTION, TunnelRig.PATIENCE);
            TunnelRig.hangUp(first);
            first.awaitLine("^reloaded: SIGHUP", TunnelRig.PATIENCE);
        }
        var second = rig.serveOn(port, identity, nginx, "--reuse-port");
        TunnelRig.port(second);
        first.terminate();
        first.awaitLine("^draining: [1-9]", TunnelRig.PATIENCE);
        assertThat(first.awaitExit(TunnelRig.PATIENCE)).isZero();
        second.awaitLine(CONNECTION, TunnelRig.PATIENCE);

        assertThat(wrk.alive()).as("under load to the end of the drain").isTrue();
        TunnelRig.interrupt(wrk);
        var requests = wrk.awaitLine("^ *(\\d+) requests in ", TunnelRig.PATIENCE);
        assertThat(wrk.awaitExit(TunnelRig.PATIENCE)).isZero();
        assertThat(wrk.find("Socket errors|Non-2xx")).as("%s", wrk.lines()).isNull();
        assertThat(first.find("^drained: all")).isNotNull();
        // wrk looks first whether anybody listens, and says nothing then.
        assertThat(first.lines().stream().filter(line -> line.contains("error=")))
                .singleElement(STRING)
                .contains("in=0 out=0", "the peer ended the connection during the handshake");
        var connections = first.lines().stream()
                .filter(line -> line.startsWith("connection "))
                .count();
        assertThat(connections).isGreaterThan(CONNECTIONS);
        System.out.printf(
                "wrk: %s requests, 3 reloads and a drain after %d connections, 0 failed%n",
                requests.group(1), connections);
    }
}
