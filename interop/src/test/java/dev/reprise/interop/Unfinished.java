package dev.reprise.interop;

import dev.reprise.tls.spec.ProtocolVersion;
import java.util.Optional;

/** What Reprise itself does not do yet, so that its cells say so instead of failing. */
final class Unfinished {
    private Unfinished() {}

    static Optional<String> reason(Setup setup) {
        if (setup.version() == ProtocolVersion.TLS_1_2) {
            return Optional.of("Reprise has no TLS 1.2 yet");
        }
        return setup.clientCertificate() ? Optional.of("Reprise has no client certificates yet") : Optional.empty();
    }
}
