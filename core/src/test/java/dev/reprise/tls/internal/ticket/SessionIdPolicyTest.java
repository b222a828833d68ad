package dev.reprise.tls.internal.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.wire.Bytes;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Servers of different releases share tickets only while this stays as it is; the values were computed by other means. */
class SessionIdPolicyTest {
    @Test
    void derivesTheSameInEveryRelease() {
        var names = new TreeSet<>(List.of("b.example", "a.example"));
        assertThat(SessionIdPolicy.context("shop", names, ClientAuthentication.OPTIONAL, Bytes.ofHex("0102")))
                .isEqualTo(Bytes.ofHex("c6fc1461e13aa88b5fd8a4796363a3e7bc13d7869d23b2b7c2e87e7a54d63549"));
        assertThat(SessionIdPolicy.context("l\u00e4dle", new TreeSet<>(), ClientAuthentication.NONE, Bytes.EMPTY))
                .isEqualTo(Bytes.ofHex("15ab0a46d9aa1768addf2ec389279df86c42adeb69445d7b3d3626a5a5da129f"));
    }
}
