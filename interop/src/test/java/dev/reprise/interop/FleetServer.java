package dev.reprise.interop;

import dev.reprise.testkit.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** What kinds of server a mixed fleet has; all of them send back what they get. */
enum FleetServer {
    /** {@code reprise serve}. */
    REPRISE,
    /** Our C server on OpenSSL's libssl. */
    C;

    // More connections than any test makes.
    private static final int CONNECTIONS = 1000;

    /**
     * What the servers of a fleet share.
     *
     * @param key the ticket key's 48 bytes
     * @param sessionId the session id context
     */
    record Shared(byte[] key, byte[] sessionId) {
        private static final HexFormat HEX = HexFormat.of();
        private static final String REVISION = "8badf00d";

        private String keyHex() {
            return HEX.formatHex(key);
        }

        private String sessionIdHex() {
            return HEX.formatHex(sessionId);
        }
    }

    /**
     * Start one; a C server is held to the version, {@code reprise serve} speaks both.
     *
     * @param secret what it does about extended master secret
     */
    OurSide.Server start(Shared shared, Versions version, MasterSecret secret, Credentials credentials, Path directory)
            throws IOException {
        return switch (this) {
            case REPRISE -> reprise(shared, secret, credentials, directory);
            case C -> c(shared, version, secret.environment(directory), credentials);
        };
    }

    private static OurSide.Server reprise(Shared shared, MasterSecret secret, Credentials credentials, Path directory)
            throws IOException {
        var keys = Files.createTempFile(
                directory,
                "ticket",
                ".keys",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(keys, "0x" + Shared.REVISION + ":" + shared.keyHex() + "\n");
        var options =
                new ArrayList<>(List.of("--session-id", shared.sessionIdHex(), "--ticket-key-file", keys.toString()));
        options.addAll(secret.options());
        return Command.serve(credentials, options.toArray(String[]::new));
    }

    private static OurSide.Server c(
            Shared shared, Versions version, Map<String, String> environment, Credentials credentials)
            throws IOException {
        var server = ChildProcess.of(
                        CProgram.SERVER.file().toString(),
                        "0",
                        credentials.file("server.pem"),
                        credentials.file("server.key"),
                        version.word(),
                        Shared.REVISION,
                        shared.keyHex(),
                        shared.sessionIdHex(),
                        String.valueOf(CONNECTIONS))
                .environment(environment)
                .start();
        try {
            int port = Integer.parseInt(
                    server.awaitLine("^listening on .*:(\\d+)$", Wait.LIMIT).group(1));
            return new CServer(server, port);
        } catch (AssertionError e) {
            server.close();
            throw e;
        }
    }

    private record CServer(ChildProcess process, int port) implements OurSide.Server {
        @Override
        public Seen next() {
            var line = process.awaitLine("^connection (resumed=(yes|no) version=(\\S+) name=(\\S*)|.*)", Wait.LIMIT);
            if (line.group(2) == null || !line.group(4).equals(Credentials.NAME)) {
                throw process.failure("reports a failed connection or another name");
            }
            return new Seen(line.group(3), Told.resumed(line.group(2).equals("yes")), false, "");
        }

        @Override
        public String said() {
            return "C server: " + process.lines();
        }

        @Override
        public void close() {
            process.close();
        }
    }

    @Override
    public String toString() {
        return this == C ? "C" : "Reprise";
    }
}
