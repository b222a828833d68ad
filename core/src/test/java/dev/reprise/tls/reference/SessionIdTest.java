package dev.reprise.tls.reference;

import static dev.reprise.tls.reference.Visits.visit;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.tls.ServerConfig;
import dev.reprise.tls.session.TicketKeyRing;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.TicketRefusal;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** tls_config_set_session_id, on servers that share one key ring. Numbers in brackets are libtls's behaviour checks. */
class SessionIdTest {
    private static final byte[] ABC = "abc".getBytes(US_ASCII);

    private final Visits visits = new Visits();
    private final TicketKeyRing ring = visits.ring();

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[13] 32 bytes are taken; 33 are refused as an invalid argument")
    void takesUpTo32Bytes(ProtocolVersion version) throws Exception {
        var id = new byte[32];
        id[31] = 7;
        assertResumed(version, server(id).build(), server(id).build());
        assertRefused(version, server(new byte[32]).build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> visits.server().sessionId(new byte[33]))
                .withMessage("session ID too large");
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[14] no bytes stand for 32 zeros")
    void takesNoBytesForZeros(ProtocolVersion version) throws Exception {
        assertResumed(version, server(new byte[0]).build(), server(new byte[32]).build());
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[15] a refused id leaves the one given before in force")
    void keepsTheEarlierId(ProtocolVersion version) throws Exception {
        var builder = server(ABC);
        assertThatIllegalArgumentException().isThrownBy(() -> builder.sessionId(new byte[33]));
        assertResumed(version, builder.build(), server(ABC).build());
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[16] an id and the same with zeros after it are one")
    void takesTrailingZerosForPadding(ProtocolVersion version) throws Exception {
        assertResumed(
                version, server(ABC).build(), server(Arrays.copyOf(ABC, 5)).build());
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[17] [18] servers of one key take each other's tickets under one id, and else go on in full")
    void keepsServersOfOtherIdsApart(ProtocolVersion version) throws Exception {
        var other = server(new byte[] {1}).build();
        assertResumed(version, server(ABC).build(), server(ABC).build());
        assertRefused(version, other);
        assertThat(visit(visits.client(version), other).resumed()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[19] two configs without an id given do not take each other's tickets")
    void drawsAnIdPerConfig(ProtocolVersion version) throws Exception {
        var builder = visits.server().ticketKeys(ring);
        visit(visits.client(version), builder.build());
        assertRefused(version, builder.build());
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[20] an id given after the config was built counts for the next one only")
    void changesNoConfigThatIsBuilt(ProtocolVersion version) throws Exception {
        var builder = server(ABC);
        var before = builder.build();
        visit(visits.client(version), before);
        var after = builder.sessionId(new byte[] {1}).build();
        assertThat(visit(visits.client(version), before).resumed()).isTrue();
        assertRefused(version, after);
        assertThat(visit(visits.client(version), after).resumed()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[21] the caller's array is copied")
    void copiesTheArray(ProtocolVersion version) throws Exception {
        var id = ABC.clone();
        var builder = server(id);
        Arrays.fill(id, (byte) 9);
        assertResumed(version, builder.build(), server(ABC).build());
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[21] the caller's array is copied, also one of the full 32 bytes")
    void copiesTheLongestArray(ProtocolVersion version) throws Exception {
        var whole = new byte[32];
        Arrays.fill(whole, (byte) 7);
        var id = whole.clone();
        var builder = server(id);
        Arrays.fill(id, (byte) 9);
        assertResumed(version, builder.build(), server(whole).build());
    }

    private ServerConfig.Builder server(byte[] id) {
        return visits.server().ticketKeys(ring).sessionId(id);
    }

    private void assertResumed(ProtocolVersion version, ServerConfig first, ServerConfig second) throws Exception {
        assertThat(visit(visits.client(version), first).resumed()).isFalse();
        assertThat(visit(visits.client(version), second).resumed()).isTrue();
    }

    /** The session held is offered here, refused without harm, and another takes its place. */
    private void assertRefused(ProtocolVersion version, ServerConfig server) throws Exception {
        var visit = visit(visits.client(version), server);
        assertThat(visit.client().notOffered()).isEmpty();
        assertThat(visit.resumed()).isFalse();
        assertThat(visit.server().ticketRefusal()).contains(TicketRefusal.SESSION_ID_CONTEXT);
        assertThat(visit.tickets()).hasSize(1);
    }
}
