package dev.reprise.tls.internal.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import org.junit.jupiter.api.Test;

class TransportFailureTest {
    @Test
    void keepsTheKindOfASocketsFailureAndTheFailureItself() {
        var reset = new SocketException("Connection reset");
        assertThat(TransportFailure.with(reset, ", perhaps"))
                .isExactlyInstanceOf(SocketException.class)
                .hasMessage("Connection reset, perhaps")
                .hasCause(reset);
        var other = new EOFException("the end");
        assertThat(TransportFailure.with(other, ", perhaps"))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("the end, perhaps")
                .hasCause(other);
    }
}
