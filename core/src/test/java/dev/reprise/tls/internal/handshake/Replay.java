package dev.reprise.tls.internal.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.cert.Certificates;
import dev.reprise.tls.internal.cert.PrivateKeys;
import dev.reprise.tls.internal.message.Finished;
import dev.reprise.tls.internal.message.HandshakeMessage;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.Clocks;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.NamedGroup;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a side of ours takes from a {@link Transcript} to do as the recorded one did, in either version. */
final class Replay {
    static final Clocks CLOCKS = new Clocks(InstantSource.fixed(Instant.ofEpochSecond(1_795_502_704L)), () -> 0);

    private Replay() {}

    static CipherSuite suite(Transcript transcript) {
        return Objects.requireNonNull(CipherSuite.find(Integer.parseInt(transcript.text("cipher_suite"), 16)));
    }

    static NamedGroup group(Transcript transcript) {
        return Objects.requireNonNull(NamedGroup.find(Integer.parseInt(transcript.text("ecdhe.group"), 16)));
    }

    static Identity serverIdentity(Transcript transcript) throws IOException {
        return identity(transcript.config("server_certificate"));
    }

    /** What the recorded client had to answer a CertificateRequest with, or null. */
    static @Nullable Identity clientIdentity(Transcript transcript) throws IOException {
        return transcript.properties().containsKey("config.client_certificate")
                ? identity(transcript.config("client_certificate"))
                : null;
    }

    private static Identity identity(String name) throws IOException {
        // With the intermediate, as the recorded peers sent it and as its authority's name stands in
        // CertificateRequest.
        var chain = new ArrayList<>(Certificates.parsePem(resource("/certs/" + name + ".pem"), name));
        chain.addAll(Certificates.parsePem(resource("/certs/int.pem"), "int"));
        return new Identity(chain, PrivateKeys.parsePem(resource("/certs/" + name + ".key.pem"), name, null));
    }

    private static byte[] resource(String name) throws IOException {
        try (var in = Objects.requireNonNull(Replay.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        }
    }

    /** Require that our side sent the Finished that the recorded one did. */
    static void assertFinished(Transcript transcript, String side, RecordedOutput output) {
        var ours = output.sent.stream()
                .filter(Finished.class::isInstance)
                .findFirst()
                .orElseThrow();
        var theirs = transcript.from(side).stream()
                .filter(m -> m.name().equals("finished"))
                .findFirst()
                .orElseThrow();
        assertThat(HandshakeMessage.encode(ours)).isEqualTo(theirs.bytes());
    }
}
