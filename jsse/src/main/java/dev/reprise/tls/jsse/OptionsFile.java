package dev.reprise.tls.jsse;

import dev.reprise.tls.fleet.FleetSecrets;
import dev.reprise.tls.fleet.FleetTicketKeys;
import dev.reprise.tls.fleet.KeyFileFollower;
import dev.reprise.tls.fleet.KeyFileListener;
import dev.reprise.tls.fleet.TicketKeyStores;
import dev.reprise.tls.session.SessionFile;
import dev.reprise.tls.session.TicketKeyRing;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProviderException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@link ResumptionOptions} from a file, for programs that nobody may change: a line for each option, a name, an equals
 * sign and a value; empty lines and those that begin with # are left out. Paths are relative to the file's directory.
 * docs/jsse.md describes the options.
 */
final class OptionsFile {
    private static final System.Logger LOG = System.getLogger("dev.reprise.tls.jsse");

    private static final Duration STORE_TIMEOUT = Duration.ofSeconds(5);

    private final Path file;
    private ResumptionOptions options = ResumptionOptions.DEFAULT;
    private @Nullable String fleetStore;
    private @Nullable Path fleetSecrets;

    private OptionsFile(Path file) {
        this.file = file;
    }

    /**
     * Read a file and open what it names.
     *
     * @throws ProviderException when it, or what it names, cannot be read: says what and where. JCA would pass over any checked
     *     exception to the next provider, and the program would go on without what the file asks for
     */
    static ResumptionOptions read(Path file) {
        try {
            var reader = new OptionsFile(file.toAbsolutePath());
            reader.read(Files.readAllLines(file, StandardCharsets.UTF_8));
            reader.joinFleet();
            return reader.options;
        } catch (IOException | IllegalArgumentException e) {
            throw new ProviderException("Reprise's configuration " + file + " cannot be used: " + e.getMessage(), e);
        }
    }

    private void read(List<String> lines) throws IOException {
        var seen = new HashSet<String>();
        int number = 0;
        for (var line : lines) {
            number++;
            var text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            int equals = text.indexOf('=');
            if (equals < 0) {
                throw new IOException("line " + number + " is no 'name = value'");
            }
            var name = text.substring(0, equals).strip();
            if (!seen.add(name)) {
                throw new IOException("line " + number + " sets " + name + " for the second time");
            }
            set(number, name, text.substring(equals + 1).strip());
        }
    }

    private void set(int line, String name, String value) throws IOException {
        options = switch (name) {
            case "ticket-keys" -> options.ticketKeys(follow(path(value)));
            case "fleet-store" -> {
                fleetStore = value;
                yield options;
            }
            case "fleet-secrets" -> {
                fleetSecrets = path(value);
                yield options;
            }
            case "session-file" -> options.sessions(SessionFile.open(path(value)));
            case "session-label" -> options.label(value);
            case "sessions-per-peer" -> options.sessionsPerPeer(number(line, value));
            default ->
                throw new IOException("line " + line + " sets " + name
                        + "; there are ticket-keys, fleet-store, fleet-secrets, session-file, session-label and"
                        + " sessions-per-peer");
        };
    }

    private static int number(int line, String value) throws IOException {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IOException("line " + line + " has " + value + " in place of a number", e);
        }
    }

    private Path path(String value) {
        return file.resolveSibling(value);
    }

    /** Take the ticket keys of a fleet, which nobody has to wait for: without a store a server has keys of its own. */
    private void joinFleet() throws IOException {
        if (fleetStore == null && fleetSecrets == null) {
            return;
        }
        if (fleetStore == null || fleetSecrets == null || options.ticketKeys() != null) {
            throw new IOException("fleet-store and fleet-secrets belong together, and ticket-keys to neither");
        }
        var lifetime = Duration.ofSeconds(JsseProperties.ticketSeconds());
        var store = TicketKeyStores.open(fleetStore, STORE_TIMEOUT);
        options = options.ticketKeys(FleetTicketKeys.builder(store, FleetSecrets.open(fleetSecrets), lifetime)
                .start()
                .ring());
    }

    /** Keep a ring the same as a file of ticket keys for as long as the program runs. */
    private static TicketKeyRing follow(Path keys) throws IOException {
        var ring = new TicketKeyRing();
        KeyFileFollower.open(keys, ring, new KeyFileListener() {
                    @Override
                    public void failed(IOException fault) {
                        LOG.log(Level.WARNING, "the ticket keys stay as they were: " + fault.getMessage());
                    }
                })
                .start();
        return ring;
    }
}
