package dev.reprise.tls.internal.engine;

import dev.reprise.tls.internal.cert.Certificates;
import dev.reprise.tls.internal.crypto.JcaKeyShares;
import dev.reprise.tls.internal.crypto.Signatures;
import dev.reprise.tls.internal.handshake.Observation;
import dev.reprise.tls.internal.handshake.Shared;
import dev.reprise.tls.internal.handshake.Start;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.record.SealingRules;
import dev.reprise.tls.spec.Clocks;
import java.security.SecureRandom;

/** Engines with the default limits, observed by nobody but counters of their own. */
public final class Engines {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Engines() {}

    /** Make a client's engine. */
    public static Engine client(Start start) {
        return Engine.client(
                start, EngineLimits.DEFAULT, SealingRules.DEFAULT, Observation.ofClient(shared(), null, -1));
    }

    /** Make a server's engine that begins in a state. */
    public static Engine server(State first) {
        return Engine.server(
                first, EngineLimits.DEFAULT, SealingRules.DEFAULT, Observation.ofServer(shared(), null, -1));
    }

    private static Shared shared() {
        return new Shared(
                new JcaKeyShares(RANDOM), new Signatures(RANDOM), Certificates::parse, RANDOM, Clocks.system(), null);
    }
}
