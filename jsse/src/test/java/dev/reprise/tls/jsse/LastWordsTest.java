package dev.reprise.tls.jsse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a peer still says after a handshake has failed is waited for, but not for ever. */
class LastWordsTest {
    /** Says something that is no TLS, and then a byte every 200 ms for as long as somebody reads. */
    private static final class Dripping extends Socket {
        private long nanos;
        private int reads;
        private final List<Integer> timeouts = new ArrayList<>();

        @Override
        public InputStream getInputStream() {
            return new InputStream() {
                @Override
                public int read() {
                    return 'x';
                }

                @Override
                public int read(byte[] target, int offset, int length) {
                    reads++;
                    assertThat(reads).as("reads of a peer that never ends").isLessThan(100);
                    nanos += TimeUnit.MILLISECONDS.toNanos(200);
                    target[offset] = 'x';
                    return 1;
                }
            };
        }

        @Override
        public OutputStream getOutputStream() {
            return new ByteArrayOutputStream();
        }

        @Override
        public void setSoTimeout(int timeout) {
            timeouts.add(timeout);
        }

        @Override
        public void shutdownOutput() {}
    }

    @Test
    @DisplayName("[JSSE sockets] a peer that drips after a failed handshake costs half a second in all")
    void dripping() throws Exception {
        var raw = new Dripping();
        var context = new RepriseContext(ProtocolNames.supported(), ResumptionOptions.DEFAULT);
        context.engineInit(null, Parties.trust(Parties.ROOT), null);
        var shared = context.shared();
        var parameters = shared.parameters(Parties.NAME);
        parameters.client(true);
        var connection = new Connection(
                shared,
                parameters,
                new Asking.OfEngine(new RepriseEngine(shared, Parties.NAME, 443)),
                Parties.NAME,
                443,
                Failures.PLAINTEXT_SOCKET);
        var conversation = new Conversation(connection, raw, raw.getInputStream(), () -> raw.nanos);
        assertThatExceptionOfType(SSLException.class).isThrownBy(conversation::handshake);
        int before = raw.reads;
        conversation.close();
        assertThat(raw.reads - before).isEqualTo(3);
        assertThat(raw.timeouts).containsExactly(500, 300, 100);
    }
}
