package dev.reprise.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.Balancer;
import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A fleet and its clients where one side has no extended master secret, as libtls on LibreSSL: C programs on Debian's libssl
 * that have it switched off, which of TLS 1.2 is all the difference.
 */
class PlainMasterSecretIT {
    private static final FleetServer.Shared SHARED =
            new FleetServer.Shared(HexFormat.of().parseHex("5a17".repeat(24)), new byte[] {'s', 'h', 'o', 'p'});
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    @TempDir
    private Path directory;

    private final Balancer balancer;
    private final List<OurSide.Server> servers = new ArrayList<>();

    PlainMasterSecretIT() throws IOException {
        balancer = new Balancer();
    }

    @BeforeAll
    static void compile() throws IOException {
        for (var program : List.of(CProgram.SERVER, CProgram.CLIENT)) {
            if (!program.missing().isEmpty()) {
                Needs.missing("not installed: Debian's " + String.join(", ", program.missing()));
            }
            program.compile();
        }
    }

    @AfterEach
    void end() throws IOException {
        balancer.close();
        for (var server : servers) {
            server.close();
        }
    }

    /** A client, and the file that its sessions are in. */
    private record Visitor(
            PlainMasterSecretIT test,
            FleetClient kind,
            MasterSecret secret,
            Versions versions,
            Path sessions,
            Credentials credentials) {
        /** Visit a server that speaks a version; both sides must tell the same. */
        Seen visit(OurSide.Server server, Versions version, Told expected) throws IOException {
            test.balancer.choose(server.port());
            var here = kind.visit(test.balancer.port(), versions, secret, sessions, credentials);
            var there = server.next();
            assertThat(List.of(here.version(), there.version())).containsOnly(version.chosen());
            if (kind == FleetClient.OPENSSL && secret == MasterSecret.PLAIN && version == Versions.TLS_1_2) {
                assertThat(here.reply()).contains("Extended master secret: no");
            }
            assertThat(List.of(here.told(), there.told()))
                    .as("told by client and server; " + server.said())
                    .containsOnly(expected);
            return here;
        }

        Seen visit(OurSide.Server server, Told expected) throws IOException {
            return visit(server, Versions.TLS_1_2, expected);
        }
    }

    private Credentials credentials() throws IOException {
        return Files.exists(directory.resolve("root.pem")) ? known : (known = Credentials.make(directory));
    }

    private Credentials known;

    private Visitor client(FleetClient kind, MasterSecret secret, Versions versions) throws IOException {
        var sessions =
                Files.createFile(Files.createTempDirectory(directory, "client").resolve("sessions.pem"), OWNER_ONLY);
        return new Visitor(this, kind, secret, versions, sessions, credentials());
    }

    private OurSide.Server server(FleetServer kind, MasterSecret secret, Versions version) throws IOException {
        var server = kind.start(SHARED, version, secret, credentials(), Files.createTempDirectory(directory, "server"));
        servers.add(server);
        return server;
    }

    @Test
    void ourClientKeepsNoSessionWithoutItAndSaysSo() throws IOException {
        var c = server(FleetServer.C, MasterSecret.PLAIN, Versions.TLS_1_2);
        var client = client(FleetClient.REPRISE, MasterSecret.EXTENDED, Versions.BOTH);
        client.visit(c, Told.FULL);
        client.visit(c, Told.FULL);
        var command = Command.connect(c.port(), credentials().file("authorities.pem"), client.sessions());
        try (var connect = ChildProcess.of(command).start()) {
            connect.closeInput();
            connect.awaitLine("\"notStored\":\"no extended master secret\"", Wait.LIMIT);
        }
    }

    /** With default protocols: such a session is offered in TLS 1.2 alone. */
    @Test
    void ourClientWithTheOptionResumesEachTime() throws IOException {
        var c = server(FleetServer.C, MasterSecret.PLAIN, Versions.TLS_1_2);
        var client = client(FleetClient.REPRISE, MasterSecret.PLAIN, Versions.BOTH);
        client.visit(c, Told.FULL);
        for (int i = 0; i < 4; i++) {
            client.visit(c, Told.RESUMED);
        }
    }

    @Test
    void ourServerIssuesNoTicketWithoutItAndSaysSo() throws IOException {
        var reprise = server(FleetServer.REPRISE, MasterSecret.EXTENDED, Versions.BOTH);
        var client = client(FleetClient.OPENSSL, MasterSecret.PLAIN, Versions.TLS_1_2);
        client.visit(reprise, Told.FULL);
        client.visit(reprise, Told.FULL);
        assertThat(reprise.said()).contains("ticket withheld: extended master secret");
    }

    @Test
    void ourServerWithTheOptionResumesSuchClients() throws IOException {
        var reprise = server(FleetServer.REPRISE, MasterSecret.PLAIN, Versions.BOTH);
        var client = client(FleetClient.OPENSSL, MasterSecret.PLAIN, Versions.TLS_1_2);
        client.visit(reprise, Told.FULL);
        client.visit(reprise, Told.RESUMED);
        client.visit(reprise, Told.RESUMED);
    }

    @Test
    void ourClientTakesAFileWithSuchASession() throws IOException {
        var c = server(FleetServer.C, MasterSecret.PLAIN, Versions.TLS_1_2);
        var theirs = client(FleetClient.OPENSSL, MasterSecret.PLAIN, Versions.TLS_1_2);
        theirs.visit(c, Told.FULL);
        new Visitor(this, FleetClient.REPRISE, MasterSecret.PLAIN, Versions.BOTH, theirs.sessions(), credentials())
                .visit(c, Told.RESUMED);
    }

    @Test
    void inAMixedFleetClientsWithoutItResumeEverywhere() throws IOException {
        var reprise = server(FleetServer.REPRISE, MasterSecret.PLAIN, Versions.BOTH);
        var c = server(FleetServer.C, MasterSecret.PLAIN, Versions.TLS_1_2);
        var client = client(FleetClient.OPENSSL, MasterSecret.PLAIN, Versions.TLS_1_2);
        client.visit(reprise, Told.FULL);
        client.visit(c, Told.RESUMED);
        client.visit(reprise, Told.RESUMED);
    }

    /** Of RFC 7627 section 5.3: with a ticket that says extended master secret the C server would have to abort. */
    @Test
    void inAMixedFleetClientsThatHaveItResumeAtOursAndFailNowhere() throws IOException {
        var reprise = server(FleetServer.REPRISE, MasterSecret.PLAIN, Versions.BOTH);
        var c = server(FleetServer.C, MasterSecret.PLAIN, Versions.TLS_1_2);
        for (var kind : List.of(FleetClient.OPENSSL, FleetClient.LIBTLS)) {
            var client = client(kind, MasterSecret.EXTENDED, Versions.TLS_1_2);
            client.visit(reprise, Told.FULL);
            client.visit(reprise, Told.RESUMED);
            client.visit(c, Told.FULL);
            client.visit(reprise, Told.FULL);
            client.visit(reprise, Told.RESUMED);
        }
    }

    @Test
    void inTls13NobodyNeedsTheOption() throws IOException {
        for (var secret : MasterSecret.values()) {
            var reprise = server(FleetServer.REPRISE, secret, Versions.BOTH);
            var c = server(FleetServer.C, MasterSecret.PLAIN, Versions.TLS_1_3);
            var client = client(FleetClient.OPENSSL, MasterSecret.PLAIN, Versions.TLS_1_3);
            client.visit(reprise, Versions.TLS_1_3, Told.FULL);
            client.visit(c, Versions.TLS_1_3, Told.RESUMED);
            client.visit(reprise, Versions.TLS_1_3, Told.RESUMED);
        }
    }
}
