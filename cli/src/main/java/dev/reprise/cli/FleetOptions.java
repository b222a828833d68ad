package dev.reprise.cli;

import dev.reprise.tls.fleet.DerivedTicketKeys;
import dev.reprise.tls.fleet.FleetSecrets;
import dev.reprise.tls.fleet.FleetTicketKeys;
import dev.reprise.tls.fleet.FleetTimings;
import dev.reprise.tls.fleet.KeyFileListener;
import dev.reprise.tls.fleet.StoreLogin;
import dev.reprise.tls.fleet.TicketKeyStores;
import dev.reprise.tls.session.TicketKeyRing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Collect where a fleet's ticket keys are. */
final class FleetOptions {
    /** A later answer of the store is used as well, though the fleet's timings may count it as a failure. */
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(2);

    private static final String DERIVED = "secret:";

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = "--ticket-keys",
            paramLabel = "ADDR",
            description = "The store of the fleet's ticket keys: file:PATH, etcd:URL[,URL...][#KEY],"
                    + " redis:URL[#KEY] or jdbc:URL; or secret: to derive keys from secret and time, without a store.")
    private @Nullable String address;

    @Option(
            names = "--fleet-secret-file",
            paramLabel = "F",
            description = "The secret that seals the keys in the store, lines ID:HEX, mode 0600 or read-only.")
    private @Nullable Path secretFile;

    @Option(
            names = "--fleet",
            paramLabel = "NAME",
            defaultValue = "default",
            description = "The fleet's name; default ${DEFAULT-VALUE}.")
    private String fleet = "";

    @Option(
            names = "--fleet-times",
            paramLabel = "R,A,P,POLL",
            split = ",",
            converter = Lifetime.class,
            description =
                    "A new key every R, which seals at the age A; settled after P, read every POLL; the same for all"
                            + " servers, such as 1h,15m,60s,20s. Default: what follows from the session lifetime.")
    private List<Duration> times = List.of();

    @Option(names = "--store-user", paramLabel = "U", description = "Whom to log in as at the store; default nobody.")
    private @Nullable String user;

    @Option(
            names = "--store-password-file",
            paramLabel = "F",
            description = "The password of --store-user, the first line of a file, mode 0600 or read-only.")
    private @Nullable Path passwordFile;

    /** Tell whether keys are derived from the secret alone. */
    boolean derived() {
        return DERIVED.equals(address);
    }

    /** Derive keys from the secret that is named, for a ring. */
    DerivedTicketKeys derive(Duration lifetime, TicketKeyRing ring, KeyFileListener listener) throws IOException {
        check();
        if (secretFile == null || !times.isEmpty() || user != null) {
            throw misuse("--ticket-keys secret: takes --fleet-secret-file and --fleet, and no times, user or password");
        }
        try {
            return DerivedTicketKeys.open(secretFile, fleet, lifetime, ring, listener);
        } catch (IllegalArgumentException e) {
            throw misuse("--ticket-keys secret: " + Failure.message(e));
        }
    }

    /** Tell whether a store is named. */
    boolean given() {
        return address != null;
    }

    /** Require that a store and its secret are named together. */
    void check() {
        if ((user == null) != (passwordFile == null)) {
            throw misuse("--store-user and --store-password-file are given together or not at all");
        }
        if ((address == null) != (secretFile == null)) {
            throw misuse("--ticket-keys and --fleet-secret-file are given together or not at all");
        }
    }

    /** Begin with the store and the secret that are named. */
    FleetTicketKeys.Builder builder(Duration lifetime, boolean readOnly) throws IOException {
        check();
        if (address == null || secretFile == null) {
            throw misuse("--ticket-keys and --fleet-secret-file are missing");
        }
        if (derived()) {
            throw misuse("keys that are derived from the secret are in no store: replace the secret");
        }
        try {
            var timings = timings(lifetime);
            var store = TicketKeyStores.open(address, login(), CALL_TIMEOUT);
            return FleetTicketKeys.builder(
                            readOnly ? new ReadOnlyStore(store) : store, FleetSecrets.open(secretFile), lifetime)
                    .timings(timings)
                    .fleet(fleet);
        } catch (IllegalArgumentException e) {
            throw misuse("--ticket-keys: " + Failure.message(e));
        }
    }

    private @Nullable StoreLogin login() throws IOException {
        return user == null || passwordFile == null ? null : StoreLogin.read(user, passwordFile);
    }

    /** Return all times of the fleet. */
    FleetTimings timings(Duration lifetime) {
        if (times.isEmpty()) {
            return FleetTimings.of(lifetime);
        }
        if (times.size() != 4) {
            throw new IllegalArgumentException("--fleet-times has " + times.size() + " times, expected 4");
        }
        var settle = times.get(2);
        var poll = times.get(3);
        // Two reads at the slowest fit into the settle time.
        var timeout = settle.dividedBy(2).minus(poll.multipliedBy(6).dividedBy(5));
        var longest = timeout.compareTo(CALL_TIMEOUT) < 0 ? timeout : CALL_TIMEOUT;
        return new FleetTimings(lifetime, times.get(0), times.get(1), settle, poll, longest, lifetime.dividedBy(8));
    }

    private ParameterException misuse(String message) {
        if (spec == null) {
            throw new IllegalStateException(message);
        }
        return new ParameterException(spec.commandLine(), message);
    }
}
