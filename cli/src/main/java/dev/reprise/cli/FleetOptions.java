package dev.reprise.cli;

import dev.reprise.tls.fleet.FleetSecrets;
import dev.reprise.tls.fleet.FleetTicketKeys;
import dev.reprise.tls.fleet.FleetTimings;
import dev.reprise.tls.fleet.TicketKeyStores;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Collect where a fleet's ticket keys are. */
final class FleetOptions {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = "--ticket-keys",
            paramLabel = "ADDR",
            description = "The store of the fleet's ticket keys: file:PATH or etcd:URL[,URL...][#KEY].")
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

    /** Tell whether a store is named. */
    boolean given() {
        return address != null;
    }

    /** Require that a store and its secret are named together. */
    void check() {
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
        try {
            var timings = FleetTimings.of(lifetime);
            var store = TicketKeyStores.open(address, timings.timeout());
            return FleetTicketKeys.builder(
                            readOnly ? new ReadOnlyStore(store) : store, FleetSecrets.open(secretFile), lifetime)
                    .timings(timings)
                    .fleet(fleet);
        } catch (IllegalArgumentException e) {
            throw misuse("--ticket-keys: " + Failure.message(e));
        }
    }

    private ParameterException misuse(String message) {
        if (spec == null) {
            throw new IllegalStateException(message);
        }
        return new ParameterException(spec.commandLine(), message);
    }
}
