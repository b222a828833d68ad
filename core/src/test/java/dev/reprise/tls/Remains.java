package dev.reprise.tls;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reprise.tls.internal.crypto.Secret;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import javax.management.ObjectName;

/**
 * Finds what is left of a secret on the Java heap of this process after everybody is done with it, reachable or not: the arrays
 * that should have been wiped and were not. For Linux.
 *
 * <p>How this works: the secret is a block of 12 random bytes, over and over, so that each run of it has the same bytes in it,
 * in Base64 as well. The heap is read into memory outside of it, and nothing on it has those bytes in order to look for them. A
 * collector that moves objects leaves their old bytes behind, so when one has run meanwhile, all is done again with another
 * secret.
 */
public final class Remains {
    private static final Path MEMORY = Path.of("/proc/self/mem");
    private static final Pattern ADDRESS = Pattern.compile("0x([0-9a-f]{16})");
    private static final Pattern MAPPING = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) rw.*");
    private static final int ATTEMPTS = 50;
    private static final int WINDOW = 1 << 20;
    private static final int LOW = 0xfff; // bits by which most of what is no remainder is told
    private static final long LARGE = 1L << 28;
    private static final int BLOCK = 12;
    private static final long MASK = 0x5bd1_e995_2545_f491L;
    private static final long INNER_PAD = 0x3636_3636_3636_3636L;
    private static final long OUTER_PAD = 0x5c5c_5c5c_5c5c_5c5cL;

    private final long seed;
    private final List<byte[]> callers = new ArrayList<>();
    private final List<Form> forms = new ArrayList<>();
    /** The first eight bytes of each form, not as they are. */
    private final List<Long> masked = new ArrayList<>();

    private Remains(long seed) {
        this.seed = seed;
    }

    /** In which form bytes are left. */
    public enum Form {
        /** As they are. */
        BYTES,
        /** In text. */
        BASE64,
        /** As words of an AES key schedule. */
        WORDS,
        /** As the inner pad of an HMAC. */
        INNER_PAD,
        /** As the outer pad of an HMAC. */
        OUTER_PAD
    }

    /** Uses a secret and wipes what it gets of it. */
    public interface Use {
        /** Use it. */
        void of(Remains secret) throws Exception;
    }

    /** Return how often the secret is left on the heap after a use, in each form in which it is. */
    public static Map<Form, Integer> after(Use use) throws Exception {
        assumeTrue(Files.isReadable(MEMORY), "reads its own memory, as Linux lets it");
        if (Runtime.getRuntime().totalMemory() > LARGE) {
            System.gc(); // Gives back what other tests needed, so that there is less to search.
        }
        var random = new SplittableRandom();
        for (int i = 0; i < ATTEMPTS; i++) {
            var secret = new Remains(random.nextLong());
            long before = collections();
            use.of(secret);
            for (var array : secret.callers) {
                Arrays.fill(array, (byte) 0);
            }
            var found = secret.search();
            if (collections() == before) {
                return found;
            }
        }
        throw new IllegalStateException("the collector has run in each of " + ATTEMPTS + " attempts");
    }

    /** Return some bytes of the secret, which stay the caller's and are wiped at the end. */
    public byte[] bytes(int length) {
        var bytes = made(length);
        callers.add(bytes);
        return bytes;
    }

    /** Have an array that belongs to the caller wiped at the end. */
    public byte[] own(byte[] array) {
        callers.add(array);
        return array;
    }

    /** Return a secret that whoever gets it closes. */
    public Secret secret(int length) {
        return Secret.take(made(length));
    }

    private byte[] made(int length) {
        var random = new SplittableRandom(seed);
        var bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            // None is zero, as it is or in a pad, so that memory full of zeros is passed over in steps of eight.
            bytes[i] = i < BLOCK ? (byte) (random.nextInt() | 1) : bytes[i - BLOCK];
        }
        return bytes;
    }

    private static long collections() {
        long count = 0;
        for (var collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            count += collector.getCollectionCount();
        }
        return count;
    }

    /** Look for what is derived from the secret, too: the bytes of an array of the caller's, which is wiped. */
    public void watch(byte[] derived) {
        look(Form.BYTES, longOf(derived.clone()));
        look(Form.INNER_PAD, longOf(derived.clone()) ^ INNER_PAD);
        look(Form.OUTER_PAD, longOf(derived) ^ OUTER_PAD);
    }

    private void lookForTheSecret() {
        var block = made(2 * BLOCK);
        watch(block.clone());
        look(Form.WORDS, Long.rotateLeft(Long.reverseBytes(longOf(block.clone())), Integer.SIZE));
        for (int i = 0; i < 3; i++) { // Text begins anywhere in a group of three bytes.
            look(Form.BASE64, base64(block, i));
        }
        Arrays.fill(block, (byte) 0);
    }

    private void look(Form form, long bytes) {
        forms.add(form);
        masked.add(bytes ^ MASK);
    }

    private static long base64(byte[] block, int from) {
        var part = Arrays.copyOfRange(block, from, from + Long.BYTES + 1);
        long value = longOf(Base64.getEncoder().encode(part));
        Arrays.fill(part, (byte) 0);
        return value;
    }

    private static long longOf(byte[] bytes) {
        long value = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        Arrays.fill(bytes, (byte) 0);
        return value;
    }

    private Map<Form, Integer> search() throws Exception {
        lookForTheSecret();
        var wanted = masked.stream().mapToLong(Long::longValue).toArray();
        var found = new EnumMap<Form, Integer>(Form.class);
        var window = ByteBuffer.allocateDirect(WINDOW).order(ByteOrder.LITTLE_ENDIAN);
        var heap = heap();
        try (var memory = FileChannel.open(MEMORY, StandardOpenOption.READ)) {
            for (var line : Files.readAllLines(Path.of("/proc/self/maps"))) {
                var mapping = MAPPING.matcher(line);
                if (mapping.matches()) {
                    long from = Math.max(heap[0], Long.parseUnsignedLong(mapping.group(1), 16));
                    long to = Math.min(heap[1], Long.parseUnsignedLong(mapping.group(2), 16));
                    for (long at = from; at < to - Long.BYTES; at += WINDOW - Long.BYTES) {
                        read(memory, at, window.clear().limit((int) Math.min(WINDOW, to - at)));
                        search(window, wanted, found);
                    }
                }
            }
        }
        return found;
    }

    private static void read(FileChannel memory, long at, ByteBuffer window) throws IOException {
        while (window.hasRemaining()) {
            if (memory.read(window, at + window.position()) < 0) {
                throw new IOException("the heap ends at " + Long.toHexString(at + window.position()));
            }
        }
        window.flip();
    }

    private void search(ByteBuffer window, long[] wanted, Map<Form, Integer> found) {
        var maybe = new boolean[LOW + 1];
        for (long form : wanted) {
            maybe[(int) form & LOW] = true;
        }
        int end = window.limit() - Long.BYTES;
        for (int i = 0; i < end; i++) {
            long value = window.getLong(i);
            if (value == 0) {
                i += Long.BYTES - 1;
                continue;
            }
            value ^= MASK;
            if (!maybe[(int) value & LOW]) {
                continue;
            }
            for (int form = 0; form < wanted.length; form++) {
                if (value == wanted[form]) {
                    found.merge(forms.get(form), 1, Integer::sum);
                }
            }
        }
    }

    /** Return the first address of the Java heap and the first behind it. */
    public static long[] heap() throws Exception {
        var info = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcHeapInfo",
                        new Object[] {null},
                        new String[] {String[].class.getName()});
        var bounds = new long[] {Long.MAX_VALUE, 0};
        // Metaspace, which is told last, has no addresses.
        for (var address = ADDRESS.matcher(info); address.find(); ) {
            long value = Long.parseUnsignedLong(address.group(1), 16);
            bounds[0] = Math.min(bounds[0], value);
            bounds[1] = Math.max(bounds[1], value);
        }
        return bounds;
    }
}
