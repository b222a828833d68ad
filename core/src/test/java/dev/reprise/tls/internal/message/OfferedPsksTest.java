package dev.reprise.tls.internal.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.AlertDescription;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

class OfferedPsksTest {
    private static final String IDENTITY = "0001aa" + "00000000";
    private static final String BINDER = "20" + "bb".repeat(32);

    // RFC 9846 section 4.3.11: one binder for each identity.
    @Test
    void refusesOtherNumberOfBindersThanIdentities() {
        assertThat(reasonOf(IDENTITY, BINDER + BINDER)).isEqualTo(Reason.MALFORMED_PRE_SHARED_KEY);
        assertThat(reasonOf(IDENTITY + IDENTITY, BINDER)).isEqualTo(Reason.MALFORMED_PRE_SHARED_KEY);
        assertThat(Reason.MALFORMED_PRE_SHARED_KEY.alert()).isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
    }

    // RFC 9846 section 4.3.11: PskBinderEntry<32..255>, identity<1..2^16-1>, and neither list is empty.
    @Test
    void refusesSizesOutOfBounds() {
        assertThat(reasonOf(IDENTITY, "1f" + "bb".repeat(31) + "cc")).isEqualTo(Reason.BAD_VECTOR_LENGTH);
        assertThat(reasonOf(IDENTITY, "")).isEqualTo(Reason.BAD_VECTOR_LENGTH);
        assertThat(reasonOf("", BINDER)).isEqualTo(Reason.BAD_VECTOR_LENGTH);
        assertThat(reasonOf("0000" + "00000000" + "00", BINDER)).isEqualTo(Reason.BAD_VECTOR_LENGTH);
        assertThat(reasonOf(IDENTITY, "21" + "bb".repeat(32))).isEqualTo(Reason.TRUNCATED_MESSAGE);
    }

    @Test
    void refusesToBuildWhatNoParserTakes() {
        var identity = new PskIdentity(Bytes.ofHex("aa"), 0);
        var binder = Bytes.wrap(new byte[32]);
        assertThatIllegalArgumentException().isThrownBy(() -> new OfferedPsks(List.of(), List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OfferedPsks(List.of(identity), List.of(binder, binder)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OfferedPsks(List.of(identity, identity), List.of(binder)));
        assertThatIllegalArgumentException().isThrownBy(() -> OfferedPsks.placeholder(identity, 31));
        assertThatIllegalArgumentException().isThrownBy(() -> OfferedPsks.placeholder(identity, 256));
    }

    private static Reason reasonOf(String identities, String binders) {
        var data = "%04x%s%04x%s".formatted(identities.length() / 2, identities, binders.length() / 2, binders);
        var block = Wire.block(Wire.extension(ExtensionType.PRE_SHARED_KEY, data));
        return Refusal.of(() -> HandshakeMessage.parse(Wire.clientHello(block), ProtocolVersion.TLS_1_3));
    }
}
