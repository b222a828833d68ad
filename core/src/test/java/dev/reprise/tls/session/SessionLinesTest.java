package dev.reprise.tls.session;

import static dev.reprise.tls.session.SessionFixtures.NOW;
import static dev.reprise.tls.session.SessionFixtures.SERVER;
import static dev.reprise.tls.session.SessionFixtures.block;
import static dev.reprise.tls.session.SessionFixtures.peer;
import static dev.reprise.tls.session.SessionFixtures.tls12;
import static dev.reprise.tls.session.SessionFixtures.tls13;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.reprise.tls.internal.access.SessionAccess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lines before a session, whole, cut short or somebody else's. */
class SessionLinesTest {
    private static final Peer PEER = peer("example.org");
    private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

    @Test
    void keepTheMillisecondsOfReceipt() throws IOException {
        var received = NOW.plusMillis(123);
        try (var text = SessionText.parse(new byte[0]);
                var session = SessionAccess.inside()
                        .session(tls13(1).received(received).build(), SERVER.chain())) {
            text.put(PEER, session);
            try (var read = SessionText.parse(text.encode(1, 1 << 16))) {
                assertThat(read.sessions()).singleElement().satisfies(stored -> {
                    assertThat(stored.session()).isNotNull();
                    assertThat(stored.session().received()).isEqualTo(received);
                });
            }
        }
    }

    /** The DER has the seconds. */
    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "2026-06-01"})
    void mayBeSpoiltWhereTheDerSaysTheSame(String received) throws IOException {
        var lines =
                "Reprise-Host: example.org\nReprise-Port: 443\nReprise-Server-Name: example.org\nReprise-Policy: p0\n";
        try (var text = parse(lines + "Reprise-Received: " + received + "\n" + block(tls12(1)))) {
            assertThat(text.sessions()).singleElement().satisfies(stored -> {
                assertThat(stored.peer()).isEqualTo(PEER);
                assertThat(stored.session().received()).isEqualTo(NOW);
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {":", "a:b", "a: b", "Reprise", "Reprise:", "Reprise-", "reprise-Host: x", "-", ""})
    void ofOthersSayNothing(String line) throws IOException {
        var session = block(tls12(1));
        for (var content : List.of(line + "\n" + session, session + line, session + line + "\n")) {
            try (var text = parse(content)) {
                assertThat(text.sessions())
                        .singleElement()
                        .satisfies(stored -> assertThat(stored.peer()).isNull());
            }
        }
    }

    /** A process that was killed while it wrote the first session in place leaves such a file. */
    @ParameterizedTest
    @ValueSource(strings = {"", BYTE_ORDER_MARK})
    void showWhoseAFileIsThatWasCutShort(String before) throws IOException {
        var first = "Reprise-Host: example.org";
        for (int length = 1; length <= first.length(); length++) {
            parse(before + first.substring(0, length)).close();
        }
        for (var foreign : List.of("reprise", "Reprise:", "Reprise-Xost", "R\n", "\n")) {
            assertThatIOException().as(foreign).isThrownBy(() -> parse(before + foreign));
        }
    }

    private static SessionText parse(String content) throws IOException {
        return SessionText.parse(content.getBytes(StandardCharsets.ISO_8859_1));
    }
}
