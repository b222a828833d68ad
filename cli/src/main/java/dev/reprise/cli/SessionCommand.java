package dev.reprise.cli;

import dev.reprise.tls.session.Peer;
import dev.reprise.tls.session.SessionFile;
import dev.reprise.tls.spec.CipherSuite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Look into a session file, without showing what is secret in it, and take sessions out. */
@Command(mixinStandardHelpOptions = true)
final class SessionCommand implements Runnable {
    private final Streams streams;

    @Spec
    private @Nullable CommandSpec spec;

    SessionCommand(Streams streams) {
        this.streams = streams;
    }

    /** Answer a call without a subcommand, which is wrong usage. */
    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "a subcommand is missing: show or rm");
        }
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Show the sessions in a file, newest first, without their secrets.")
    int show(@Parameters(paramLabel = "F", description = "The session file.") Path file) throws IOException {
        var entries = entries(file);
        if (entries.isEmpty()) {
            streams.err().println("no sessions in " + Text.printable(file.toString()));
        }
        var separator = "";
        for (var entry : entries) {
            streams.out().print(separator + block(entry, Instant.now()));
            separator = "\n";
        }
        return Main.OK;
    }

    @Command(mixinStandardHelpOptions = true, description = "Remove all sessions with a peer.")
    int rm(
            @Parameters(index = "0", paramLabel = "F", description = "The session file.") Path file,
            @Parameters(index = "1", paramLabel = "PEER", description = "HOST, HOST:PORT or a server name.")
                    String peer)
            throws IOException {
        int count = remove(file, peer);
        if (count == 0) {
            throw new IOException("no session with " + peer + " in " + file);
        }
        streams.err().println("removed " + count + (count == 1 ? " session" : " sessions"));
        return Main.OK;
    }

    private static List<SessionFile.Entry> entries(Path file) throws IOException {
        requireFile(file);
        return SessionFile.list(file);
    }

    private static int remove(Path file, String peer) throws IOException {
        requireFile(file);
        try (var sessions = SessionFile.open(file)) {
            return removeFrom(sessions, file, peer);
        }
    }

    private static int removeFrom(SessionFile sessions, Path file, String peer) throws IOException {
        try {
            return sessions.remove(peer);
        } catch (IOException failure) {
            throw Failure.of(file, failure);
        }
    }

    /** Opening a session file would make one. */
    private static void requireFile(Path file) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new NoSuchFileException(file.toString());
        }
    }

    private static String block(SessionFile.Entry entry, Instant now) {
        var suite = CipherSuite.find(entry.cipherSuite());
        return new Report()
                .add("peer", entry.peer().map(peer -> new HostPort(peer.host(), peer.port()).toString()))
                .add("servername", entry.peer().isPresent() ? entry.peer().flatMap(Peer::serverName) : entry.hostName())
                .add("protocol", entry.version().displayName())
                .add("cipher", suite == null ? "0x%04x".formatted(entry.cipherSuite()) : suite.name())
                .add("ticket key", entry.ticketKeyName())
                .add("received", entry.received().toString())
                .add("expires", entry.expires() + (entry.expires().isAfter(now) ? "" : " (over)"))
                .add("foreign", entry.foreign())
                .lines();
    }
}
