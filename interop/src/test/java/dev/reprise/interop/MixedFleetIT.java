package dev.reprise.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.Balancer;
import dev.reprise.testkit.Needs;
import dev.reprise.testkit.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One fleet of Reprise and a C server on OpenSSL's libssl, which share the ticket key, the session id and the name: a
 * session from either resumes at the other. What both ends say of every visit is printed and lands in
 * {@code target/mixed-fleet.txt}. Skipped by the name of the Debian package that is missing, which
 * {@code -Dinterop.required=true} makes a failure.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MixedFleetIT {
    private static final Path TABLE = Path.of("target", "mixed-fleet.txt");
    private static final byte[] KEY = HexFormat.of().parseHex("5a17".repeat(24));
    private static final byte[] OTHER_KEY = HexFormat.of().parseHex("9e04".repeat(24));
    private static final byte[] SESSION_ID = {'s', 'h', 'o', 'p'};
    private static final byte[] OTHER_SESSION_ID = {'s', 'h', 'o', 'e'};
    private static final Versions TLS_1_2 = Versions.TLS_1_2;
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final String TITLE = "%-63s";
    private static final String VISIT = "  %-17s";

    private final Path temporary;
    private final Credentials credentials;
    private final Balancer balancer = new Balancer();
    private final Map<Member, OurSide.Server> servers = new LinkedHashMap<>();
    private final List<String> table = new ArrayList<>();

    MixedFleetIT(@TempDir Path directory) throws IOException {
        temporary = directory;
        credentials = Credentials.make(directory);
    }

    /** What the server that a client comes to second has in common with the first. */
    enum Common {
        ALL(KEY, SESSION_ID, "same key and id", ""),
        NOT_THE_SESSION_ID(KEY, OTHER_SESSION_ID, "other session id", "refused=\"session id context\""),
        NOT_THE_KEY(OTHER_KEY, SESSION_ID, "other key", "refused=\"bad mac\"");

        private final FleetServer.Shared shared;
        private final String title;
        private final String refusal;

        Common(byte[] key, byte[] sessionId, String title, String refusal) {
            this.shared = new FleetServer.Shared(key, sessionId);
            this.title = title;
            this.refusal = refusal;
        }
    }

    /** A server, and the versions it speaks. */
    record Member(FleetServer kind, Common common, Versions version) {}

    /** A client that goes from one kind of server to the other. */
    record Move(FleetClient client, Versions version, FleetServer from, FleetServer to, Common common) {
        @Override
        public String toString() {
            return "%-16s  %s  %-7s to %-7s  %-16s".formatted(client, version.chosen(), from, to, common.title);
        }
    }

    @BeforeAll
    void compile() throws IOException {
        for (var program : List.of(CProgram.SERVER, CProgram.CLIENT)) {
            if (program.missing().isEmpty()) {
                program.compile();
            }
        }
    }

    static List<Move> movesWithinOneFleet() {
        return moves(List.of(FleetClient.values()), Common.ALL);
    }

    static List<Move> movesOutOfTheFleet() {
        var moves = new ArrayList<Move>();
        for (var common : List.of(Common.NOT_THE_SESSION_ID, Common.NOT_THE_KEY)) {
            moves.addAll(moves(List.of(FleetClient.OPENSSL), common));
        }
        return moves;
    }

    private static List<Move> moves(List<FleetClient> clients, Common common) {
        var moves = new ArrayList<Move>();
        for (var client : clients) {
            for (var version : List.of(Versions.TLS_1_2, Versions.TLS_1_3)) {
                if (client.resumes(version)) {
                    moves.add(new Move(client, version, FleetServer.REPRISE, FleetServer.C, common));
                    moves.add(new Move(client, version, FleetServer.C, FleetServer.REPRISE, common));
                }
            }
        }
        return moves;
    }

    /** And back: in TLS 1.3 with the ticket that the second server has made of the first one's session. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("movesWithinOneFleet")
    void resumesAtTheOtherServerAndBackAtTheFirst(Move move) throws IOException {
        require(move.client(), CProgram.SERVER);
        var from = server(move.from(), Common.ALL, move.version());
        var to = server(move.to(), Common.ALL, move.version());
        var row = new Row(move.toString(), move.version());
        row.visit(move.client(), from, Told.FULL);
        row.visit(move.client(), to, Told.RESUMED);
        row.visit(move.client(), from, Told.RESUMED);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("movesOutOfTheFleet")
    void makesFullHandshakeAndNewSessionWhereIdOrKeyDiffers(Move move) throws IOException {
        require(move.client(), CProgram.SERVER);
        var from = server(move.from(), Common.ALL, move.version());
        var to = server(move.to(), move.common(), move.version());
        var row = new Row(move.toString(), move.version());
        row.visit(move.client(), from, Told.FULL);
        row.visit(move.client(), to, Told.FULL);
        row.visit(move.client(), to, Told.RESUMED);
        if (move.to() == FleetServer.REPRISE) {
            assertThat(to.said()).contains(move.common().refusal);
        }
    }

    @Test
    void libtlsResumesAndItsFileGoesToConnect() throws IOException {
        require(FleetClient.LIBTLS, CProgram.CLIENT);
        var serve = server(FleetServer.REPRISE, Common.ALL, TLS_1_2);
        var row = new Row("libtls twice, then its file in reprise connect", TLS_1_2);
        row.visit(FleetClient.LIBTLS, serve, Told.FULL);
        row.visit(FleetClient.LIBTLS, serve, Told.RESUMED);
        row.visit(FleetClient.REPRISE, serve, Told.RESUMED);
    }

    @Test
    void fileOfConnectGoesToLibtlsAndComesBack() throws IOException {
        require(FleetClient.LIBTLS, CProgram.CLIENT);
        var serve = server(FleetServer.REPRISE, Common.ALL, TLS_1_2);
        var row = new Row("reprise connect, then its file in libtls, and back", TLS_1_2);
        row.visit(FleetClient.REPRISE, serve, Told.FULL);
        row.visit(FleetClient.LIBTLS, serve, Told.RESUMED);
        row.visit(FleetClient.REPRISE, serve, Told.RESUMED);
    }

    /** One line of the table, and the session file of its visits. */
    private final class Row {
        private final Versions version;
        private final Path sessions;
        private final int index;

        Row(String title, Versions version) throws IOException {
            this.version = version;
            // Empty, and what all clients take: a regular file, mode 0600.
            sessions = Files.createFile(temporary.resolve("sessions" + table.size() + ".pem"), OWNER_ONLY);
            index = table.size();
            table.add(TITLE.formatted(title));
        }

        void visit(FleetClient client, OurSide.Server server, Told expected) throws IOException {
            try {
                balancer.choose(server.port());
                var here = client.visit(balancer.port(), version, MasterSecret.EXTENDED, sessions, credentials);
                var there = server.next();
                table.set(index, table.get(index) + VISIT.formatted(word(here) + " / " + word(there)));
                assertThat(List.of(here.version(), there.version()))
                        .as("versions at client and server")
                        .containsOnly(version.chosen());
                assertThat(List.of(here.told(), there.told()))
                        .as(() -> "told by client and server; " + server.said())
                        .containsOnly(expected);
            } catch (IOException | AssertionError e) {
                table.set(index, table.get(index) + VISIT.formatted("FAILED"));
                // A line of it may still come, which the next test would take for its own.
                endServers();
                throw e;
            }
        }

        private static String word(Seen seen) {
            return seen.told() == Told.RESUMED ? "resumed" : "full";
        }
    }

    /** Return a server, started when first asked for; {@code reprise serve} speaks all versions, a C server one. */
    private OurSide.Server server(FleetServer kind, Common common, Versions version) throws IOException {
        var member = new Member(kind, common, kind == FleetServer.REPRISE ? Versions.BOTH : version);
        var server = servers.get(member);
        if (server == null) {
            server = kind.start(common.shared, member.version(), MasterSecret.EXTENDED, credentials, temporary);
            servers.put(member, server);
        }
        return server;
    }

    private static void require(FleetClient client, CProgram program) throws IOException {
        var missing = new LinkedHashSet<>(program.missing());
        if (client == FleetClient.LIBTLS) {
            missing.addAll(CProgram.CLIENT.missing());
        }
        if (client == FleetClient.OPENSSL && Programs.find("openssl").isEmpty()) {
            missing.add("openssl");
        }
        if (!missing.isEmpty()) {
            Needs.missing("not installed: Debian's " + String.join(", ", missing));
        }
    }

    private void endServers() throws IOException {
        for (var server : servers.values()) {
            server.close();
        }
        servers.clear();
    }

    @AfterAll
    void printTableAndEndServers() throws IOException {
        balancer.close();
        endServers();
        var text = new StringBuilder(TITLE.formatted("A mixed fleet: what client / server say of each visit"));
        List.of("first", "second", "third").forEach(visit -> text.append(VISIT.formatted(visit)));
        table.forEach(row -> text.append('\n').append(row));
        System.out.println("\n" + text);
        Files.createDirectories(TABLE.getParent());
        Files.writeString(TABLE, text.append('\n'));
    }
}
