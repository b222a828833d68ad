package dev.reprise.tls.internal.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import org.junit.jupiter.api.Test;

class RecordHeaderTest {
    @Test
    void knowsFourTypesAndRefusesTheRest() throws Exception { // RFC 9846 section 5
        for (int type = 0; type < 256; type++) {
            if (type >= 20 && type <= 23) {
                assertThat(RecordHeader.check(type, 1, false).code()).isEqualTo(type);
            } else {
                assertThat(refusal(type, 1)).isEqualTo(Reason.UNKNOWN_CONTENT_TYPE);
            }
        }
    }

    @Test
    void refusesPlaintextOver16KiB() throws Exception { // RFC 9846 section 5.1
        for (int type = 20; type <= 22; type++) {
            assertThat(RecordHeader.check(type, 1 << 14, false)).isNotNull();
            assertThat(refusal(type, (1 << 14) + 1)).isEqualTo(Reason.RECORD_TOO_LONG);
        }
    }

    @Test
    void refusesProtectedRecordsOver16KiBAnd256() throws Exception { // RFC 9846 section 5.2
        assertThat(RecordHeader.check(23, (1 << 14) + 256, false)).isEqualTo(ContentType.APPLICATION_DATA);
        assertThat(refusal(23, (1 << 14) + 257)).isEqualTo(Reason.RECORD_TOO_LONG);
    }

    private static Reason refusal(int type, int length) {
        return catchThrowableOfType(ProtocolException.class, () -> RecordHeader.check(type, length, false))
                .reason();
    }
}
