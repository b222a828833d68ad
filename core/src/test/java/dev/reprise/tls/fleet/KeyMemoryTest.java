package dev.reprise.tls.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.tls.Pair;
import dev.reprise.tls.Parties;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.TicketKeyRing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dump of the heap shows a key while the ring works with it, and nothing of it once it is forgotten. */
class KeyMemoryTest {
    @TempDir
    private Path directory;

    private final RingClocks clocks = new RingClocks();
    private final ManualScheduler scheduler = new ManualScheduler(clocks);

    @Test
    void forgottenKeysAreGoneFromTheHeap() throws Exception {
        var random = new RecordingRandom();
        try (var keys = FleetTicketKeys.builder(
                        new MemoryStore(), FleetSecrets.of(TestFleet.secret(1)), Parties.LIFETIME)
                .clocks(clocks.clocks())
                .random(random)
                .scheduler(scheduler)
                .start()) {
            scheduler.pass(120);
            resumeOnce(keys.ring());

            var before = dump("before");
            assertThat(holds(before, random.part(0, 32))).as("AES key in use").isTrue();
            assertThat(holds(before, random.part(32, 48))).as("HMAC key in use").isTrue();

            scheduler.pass(Duration.ofHours(5).toSeconds());
            resumeOnce(keys.ring());
            assertThat(keys.status().keys())
                    .extracting(FleetKeyStatus::revision)
                    .doesNotContain(1L);

            var after = dump("after");
            for (int from = 0; from < 48; from += 16) {
                assertThat(holds(after, random.part(from, from + 16)))
                        .as("bytes %d to %d of the forgotten key", from, from + 15)
                        .isFalse();
            }
        }
    }

    /** Seal and open under the current key, so that the platform's cipher objects have had it. */
    private void resumeOnce(TicketKeyRing ring) throws IOException {
        var server = Parties.server(clocks).ticketKeys(ring).build();
        var client = Parties.client(clocks).sessions(Parties.store(clocks)).build();
        Pair.of(client, server).handshake().close();
        try (var pair = Pair.of(client, server).handshake()) {
            assertThat(pair.server().engine().info().resumed()).isTrue();
        }
    }

    /** Dump what is alive, which is what jcmd does unless told otherwise: the collector runs first. */
    private Path dump(String name) throws IOException {
        var file = directory.resolve(name + ".hprof");
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        var command = List.of(jcmd.toString(), "" + ProcessHandle.current().pid(), "GC.heap_dump", file.toString());
        try (var dumping = ChildProcess.of(command).start()) {
            assertThat(dumping.awaitExit(Duration.ofMinutes(1))).isZero();
        }
        return file;
    }

    private static boolean holds(Path file, byte[] wanted) throws IOException {
        try (var channel = FileChannel.open(file)) {
            var buffer = ByteBuffer.allocate(1 << 20);
            int kept = 0;
            while (channel.read(buffer) > 0) {
                int length = buffer.position();
                if (indexOf(buffer.array(), length, wanted) >= 0) {
                    return true;
                }
                kept = Math.min(wanted.length - 1, length);
                System.arraycopy(buffer.array(), length - kept, buffer.array(), 0, kept);
                buffer.position(kept);
            }
            return false;
        }
    }

    /** Remembers the first key of the fleet, in another form, so that the dump does not show it for that. */
    private static final class RecordingRandom extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private static final byte MASK = (byte) 0xa5;

        private final transient SecureRandom random = new SeededRandom(7);
        private final byte[] masked = new byte[48];
        private int keys;

        @Override
        public void nextBytes(byte[] bytes) {
            random.nextBytes(bytes);
            // The first key is the server's own, the second one the fleet's.
            if (bytes.length == masked.length && ++keys == 2) {
                for (int i = 0; i < bytes.length; i++) {
                    masked[i] = (byte) (bytes[i] ^ MASK);
                }
            }
        }

        byte[] part(int from, int to) {
            var part = Arrays.copyOfRange(masked, from, to);
            for (int i = 0; i < part.length; i++) {
                part[i] ^= MASK;
            }
            return part;
        }
    }

    private static int indexOf(byte[] array, int length, byte[] wanted) {
        for (int i = 0; i <= length - wanted.length; i++) {
            if (array[i] == wanted[0] && Arrays.equals(array, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }
}
