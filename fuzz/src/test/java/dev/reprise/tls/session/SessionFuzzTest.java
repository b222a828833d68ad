package dev.reprise.tls.session;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.reprise.tls.hostile.Refusals;
import dev.reprise.tls.internal.cert.Pem;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.wire.Bytes;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** Sessions in OpenSSL's DER, and files of them: our own, OpenSSL's and LibreSSL's are the seeds. */
@Timeout(10)
class SessionFuzzTest {
    private static final int MAX_SESSIONS = 1_024;
    private static final int MAX_BYTES = 1 << 20;
    private static final List<String> RECORDED = List.of(
            "libtls-client-libressl-tls12",
            "libtls-client-libressl-tls13",
            "libtls-client-libretls-tls12",
            "libtls-client-libretls-tls13",
            "tls12-sessionid",
            "tls12-ticket-alpn",
            "tls12-ticket-clientcert",
            "tls12-ticket-ems",
            "tls13-aes128",
            "tls13-alpn",
            "tls13-clientcert",
            "tls13-earlydata",
            "tls13-stateful");

    static List<byte[]> files() throws IOException {
        var files = new ArrayList<byte[]>();
        for (var name : RECORDED) {
            try (var in = SessionFuzzTest.class.getResourceAsStream("/sessions/" + name + ".pem")) {
                files.add(Objects.requireNonNull(in, name).readAllBytes());
            }
        }
        try (var text = SessionText.parse(new byte[0])) {
            for (int i = 0; i < 3; i++) {
                var session = SessionFixtures.ours(i == 1 ? SessionFixtures.tls12(i) : SessionFixtures.tls13(i));
                text.put(SessionFixtures.peer("host" + i), session);
            }
            files.add(text.encode(MAX_SESSIONS, MAX_BYTES));
        }
        files.add("Reprise-No-Sessions: 1\n-----BEGIN X-----\nAAAA\n-----END X-----\n".getBytes(US_ASCII));
        return files;
    }

    static List<byte[]> sessions() throws IOException {
        var sessions = new ArrayList<byte[]>();
        for (var file : files()) {
            for (var element : Pem.parse(file)) {
                if (element.label().equals("SSL SESSION PARAMETERS") && element instanceof Pem.Block block) {
                    sessions.add(block.content().toArray());
                }
            }
        }
        return sessions;
    }

    /** The DER of a session. */
    @MethodSource("sessions")
    @FuzzTest
    void readsAnySession(byte[] data) {
        Refusals.tls(() -> {
            try (var session = SessionData.parse(Bytes.wrap(data.clone()))) {
                var encoded = session.encode();
                try (var again = SessionData.parse(Bytes.wrap(encoded))) {
                    if (!Arrays.equals(encoded, again.encode())) {
                        throw new AssertionError("encodes otherwise the second time");
                    }
                }
            }
        });
        Refusals.file(() -> {
            try (var session = Session.ofDer(data.clone(), List.of())) {
                session.received();
                session.expires();
                session.hostName();
                session.ticketKeyName();
                session.toString();
                session.copy().close();
            }
        });
    }

    /** A whole file; what we make of it reads the same. */
    @MethodSource("files")
    @FuzzTest
    void readsAnyFile(byte[] data) {
        Refusals.file(() -> {
            try (var text = SessionText.parse(data.clone())) {
                text.tidy(Instant.EPOCH); // As before each writing; nothing is over at that time.
                var written = text.encode(MAX_SESSIONS, MAX_BYTES);
                try (var again = SessionText.parse(written)) {
                    int expected = Math.min(text.sessions().size(), MAX_SESSIONS);
                    if (again.sessions().size() != expected
                            || !Arrays.equals(written, again.encode(MAX_SESSIONS, MAX_BYTES))) {
                        throw new AssertionError("another file the second time");
                    }
                } catch (IOException e) {
                    throw new AssertionError("our own file does not parse", e);
                }
            }
        });
    }
}
