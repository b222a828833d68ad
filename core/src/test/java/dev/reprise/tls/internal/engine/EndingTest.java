package dev.reprise.tls.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reprise.tls.spec.PeerAlertException;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;
import dev.reprise.tls.spec.TruncatedException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a connection's end throws at those who go on using it. */
class EndingTest {
    private final Ending ending = new Ending();

    static Stream<TlsException> reasons() {
        return Stream.of(
                new ProtocolException(Reason.BAD_RECORD, "scripted", new IOException("below")),
                new PeerAlertException(116),
                new TruncatedException("scripted"));
    }

    @ParameterizedTest
    @MethodSource("reasons")
    void throwsTheFirstOnceAndThenNewOnesCausedByIt(TlsException first) {
        assertThat(ending.fail(first)).isTrue();
        assertThat(ending.fail(new TruncatedException("later"))).isFalse();
        assertThat(ending.failure()).isSameAs(first);
        assertThat(catchThrowableOfType(TlsException.class, ending::throwFailure))
                .isSameAs(first);
        var second = catchThrowableOfType(TlsException.class, ending::throwUnreadable);
        var third = catchThrowableOfType(TlsException.class, ending::throwFailure);
        assertThat(second).hasSameClassAs(first).hasMessage(first.getMessage()).hasCause(first);
        assertThat(third).isNotSameAs(second).hasCause(first);
        if (second instanceof ProtocolException ours) {
            assertThat(ours.reason()).isEqualTo(Reason.BAD_RECORD);
        }
        if (second instanceof PeerAlertException theirs) {
            assertThat(theirs.code()).isEqualTo(116);
        }
    }

    /** A writer that fails when it is written to and again when it is closed: no "Self-suppression not permitted". */
    @ParameterizedTest
    @MethodSource("reasons")
    void reachesWhoClosesABufferedWriter(TlsException first) {
        ending.fail(first);
        var thrown = catchThrowableOfType(Exception.class, () -> {
            try (var writer = new BufferedWriter(new FailingWriter())) {
                writer.write("text");
                writer.flush();
            }
        });
        assertThat(thrown).isSameAs(first);
        assertThat(thrown.getSuppressed()).isNotEmpty();
    }

    private final class FailingWriter extends Writer {
        @Override
        public void write(char[] source, int offset, int length) throws IOException {
            ending.throwFailure();
        }

        @Override
        public void flush() {}

        @Override
        public void close() throws IOException {
            ending.throwFailure();
        }
    }

    @Test
    void tellsATruncationOfInputAlone() throws Exception {
        var end = new TruncatedException("scripted");
        assertThat(ending.truncate(end)).isTrue();
        assertThat(ending.truncate(new TruncatedException("again"))).isFalse();
        ending.throwFailure();
        assertThat(catchThrowableOfType(TlsException.class, ending::throwUnreadable))
                .isSameAs(end);
        assertThat(catchThrowableOfType(TlsException.class, ending::throwUnreadable))
                .isNotSameAs(end)
                .hasCause(end);
        assertThat(ending.closeOutput()).isTrue();
        assertThat(ending.closeOutput()).isFalse();
    }

    @Test
    void closesNothingThatHasFailed() {
        ending.fail(new TruncatedException("scripted"));
        assertThat(ending.closeOutput()).isFalse();
        assertThat(ending.outputClosed()).isFalse();
    }
}
