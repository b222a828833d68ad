package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.cert.ChainPolicy.Usage;
import dev.reprise.tls.internal.crypto.SignatureVerifier;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Files under src/test/resources, and the one question that most tests here end with. */
final class Fixtures {
    /** Verifies by the JDK, without preferred providers. */
    static final SignatureVerifier SIGNATURES = new SignatureVerifier(List.of());

    private Fixtures() {}

    static byte[] read(String path) {
        try (var in = Objects.requireNonNull(Fixtures.class.getResourceAsStream("/" + path), path)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static X509Certificate certificate(String path) {
        try {
            return Certificates.parsePem(read(path), path).get(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The policy of a client or server that checks everything, with the default depth. */
    static ChainPolicy strict(Usage usage, List<X509Certificate> roots, List<X509Certificate> intermediates) {
        return new ChainPolicy(
                TrustAnchors.of(roots), intermediates, usage, true, true, true, ChainPolicy.DEFAULT_MAX_DEPTH);
    }

    static void assertRefused(Reason reason, ThrowingCallable call) {
        Assertions.assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(call)
                .satisfies(e ->
                        Assertions.assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason));
    }
}
