package dev.reprise.tls.fleet;

import java.util.List;

/**
 * Hold the secrets that are live in a fleet: mostly one; two while one takes the other's place. The last one seals, all
 * open. To change over, first give every server the new secret before the old one, then behind it, and take the old one
 * away when no record under it is left, which is after one rotation. Thread-safe; closing wipes them.
 */
public final class FleetSecrets implements AutoCloseable {
    private final List<FleetSecret> secrets;

    private FleetSecrets(List<FleetSecret> secrets) {
        this.secrets = secrets;
    }

    /**
     * Take over secrets, which are closed with this.
     *
     * @param secrets at least one, with different ids; the last one seals
     */
    public static FleetSecrets of(FleetSecret... secrets) {
        if (secrets.length == 0) {
            throw new IllegalArgumentException("no fleet secret is given");
        }
        for (int i = 0; i < secrets.length; i++) {
            for (int j = 0; j < i; j++) {
                if (secrets[i].id() == secrets[j].id()) {
                    throw new IllegalArgumentException(
                            "two fleet secrets have the id " + Integer.toUnsignedString(secrets[i].id()));
                }
            }
        }
        return new FleetSecrets(List.of(secrets));
    }

    /** Return them in their order. */
    List<FleetSecret> live() {
        return secrets;
    }

    /** Wipe all secrets. */
    @Override
    public void close() {
        secrets.forEach(FleetSecret::close);
    }
}
