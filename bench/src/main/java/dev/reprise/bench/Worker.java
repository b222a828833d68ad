package dev.reprise.bench;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One stack in a JVM of its own: takes a command a line, answers a line of numbers each. What a command prints besides
 * goes to standard error.
 */
final class Worker {
    private static final int BATCH = 8;
    private static final long[] UNCOUNTED = {};
    private static final Logger NETTY_LOG = Logger.getLogger("io.netty");

    private final Stack.Setup setup;
    private final Stack stack;
    private final Buffers buffers;
    private final PublicKeyCost publicKeys;
    private final Contestant contestant;
    private final Map<String, SocketDriver> drivers = new HashMap<>();

    private Worker(Contestant contestant, Version version, Suite suite, boolean direct, boolean keepsSessions)
            throws Exception {
        this.contestant = contestant;
        setup = new Stack.Setup(Credentials.make(), version, suite, keepsSessions);
        stack = contestant.stack(setup);
        buffers = new Buffers(direct);
        publicKeys = new PublicKeyCost(contestant.curves(), contestant.hybrid());
        if (keepsSessions) {
            connect(Handshake.FULL, UNCOUNTED).close();
            // The port that resumes has no session yet.
            var first = stack.open(Handshake.RESUMED);
            first.connect(buffers, Handshake.FULL, UNCOUNTED);
            first.close();
        }
    }

    /** Start: contestant, version, suite, heap or direct, keep or drop. */
    public static void main(String[] args) throws Exception {
        // The name by which the clock knows this thread among those of the process.
        Thread.currentThread().setName("bench-main");
        var answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err);
        // Netty tells once a context that BoringSSL does not let choose among the suites of TLS 1.3.
        NETTY_LOG.setLevel(Level.WARNING);
        var worker = new Worker(
                Contestant.valueOf(args[0]),
                Version.valueOf(args[1]),
                Suite.valueOf(args[2]),
                args[3].equals("direct"),
                args[4].equals("keep"));
        answers.println("ready");
        var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (var line = commands.readLine(); line != null; line = commands.readLine()) {
            var words = Arrays.asList(line.split(" ", -1));
            var numbers =
                    worker.run(words.get(0), words.subList(1, words.size()).toArray(String[]::new));
            var answer = new StringBuilder();
            for (double number : numbers) {
                answer.append(number).append(' ');
            }
            answers.println(answer.toString().strip());
        }
        System.exit(0);
    }

    private double[] run(String command, String... words) throws Exception {
        return switch (command) {
            case "handshakes" -> handshakes(Handshake.valueOf(words[0]), millis(words[1]));
            case "publickeys" -> publicKeys(Handshake.valueOf(words[0]), millis(words[1]));
            case "allocation" -> allocation(Handshake.valueOf(words[0]), Integer.parseInt(words[1]));
            case "records" -> records(millis(words[0]));
            case "idle-engines" -> new IdleMemory(Integer.parseInt(words[0])).engines(stack, buffers);
            case "idle-sockets" -> new IdleMemory(Integer.parseInt(words[0])).sockets();
            case "idle-connections" -> new IdleMemory(Integer.parseInt(words[0])).connections(setup);
            case "serve" -> serve(Path.of(words[0]));
            case "cpu" -> new double[] {CpuClock.others()};
            case "heap" -> new double[] {IdleMemory.heap()};
            case "drive" -> drive(words[0], Path.of(words[1]));
            case "connections" -> driver(words[0]).connections(Handshake.valueOf(words[1]), millis(words[2]));
            case "get" -> driver(words[0]).data(Orders.GET, Long.parseLong(words[1]));
            case "put" -> driver(words[0]).data(Orders.PUT, Long.parseLong(words[1]));
            case "requests" -> driver(words[0]).requests(Integer.parseInt(words[1]));
            case "hold" -> driver(words[0]).hold(Integer.parseInt(words[1]));
            case "threads" -> new Scale(setup).threads(Integer.parseInt(words[0]), millis(words[1]));
            case "session-file" -> new Scale(setup).file(millis(words[0]));
            case "peers" ->
                new Scale(setup).peers(Integer.parseInt(words[0]), Integer.parseInt(words[1]), millis(words[2]));
            case "profile" -> profile(Handshake.valueOf(words[0]), millis(words[1]), Path.of(words[2]));
            default -> throw new IllegalArgumentException("no such command: " + command);
        };
    }

    private double[] serve(Path root) throws Exception {
        Files.write(root, setup.credentials().root().getEncoded());
        return new double[] {contestant.socketServer(setup).port()};
    }

    private double[] drive(String port, Path root) throws Exception {
        drivers.put(port, new SocketDriver(Integer.parseInt(port), root));
        return new double[] {drivers.size()};
    }

    private SocketDriver driver(String port) {
        return Objects.requireNonNull(drivers.get(port), "no driver of port " + port);
    }

    private static long millis(String word) {
        return Long.parseLong(word) * 1_000_000;
    }

    private Link connect(Handshake kind, long[] allocated) throws Exception {
        var link = stack.open(kind);
        link.connect(buffers, kind, allocated);
        return link;
    }

    /** Answer the number of connections and the CPU nanoseconds they took, closing left out. */
    private double[] handshakes(Handshake kind, long budget) throws Exception {
        var links = new Link[BATCH];
        long count = 0;
        long spent = 0;
        long closing = 0;
        long others = CpuClock.others();
        while (spent < budget) {
            long before = CpuClock.thread();
            for (int i = 0; i < BATCH; i++) {
                links[i] = connect(kind, UNCOUNTED);
            }
            long after = CpuClock.thread();
            for (var link : links) {
                link.close();
            }
            closing += CpuClock.thread() - after;
            spent += after - before;
            count += BATCH;
        }
        long beside = CpuClock.others() - others;
        return new double[] {count, spent + beside, beside, closing};
    }

    private double[] publicKeys(Handshake kind, long budget) throws Exception {
        long count = 0;
        long begin = CpuClock.thread();
        long end = begin;
        while (end - begin < budget) {
            for (int i = 0; i < BATCH; i++) {
                publicKeys.run(kind);
            }
            count += BATCH;
            end = CpuClock.thread();
        }
        return new double[] {count, end - begin, publicKeys.sink()};
    }

    /** Answer the bytes allocated per connection by client and server. */
    private double[] allocation(Handshake kind, int connections) throws Exception {
        var allocated = new long[2];
        for (int i = 0; i < connections; i++) {
            connect(kind, allocated).close();
        }
        return new double[] {(double) allocated[0] / connections, (double) allocated[1] / connections};
    }

    /** Answer the number of records, the CPU nanoseconds to seal and to open them, and the bytes allocated by each. */
    private double[] records(long budget) throws Exception {
        var link = connect(setup.keepsSessions() ? Handshake.RESUMED : Handshake.FULL, UNCOUNTED);
        var wire = buffers.toClient;
        var plain = buffers.plain;
        long count = 0;
        long[] spent = new long[2];
        long[] allocated = new long[2];
        while (spent[0] + spent[1] < budget) {
            wire.clear();
            long bytes = Link.allocated();
            long begin = CpuClock.thread();
            for (int i = 0; i < Buffers.BATCH; i++) {
                link.server().send(plain.clear(), wire);
            }
            long sealed = CpuClock.thread();
            long sealedBytes = Link.allocated();
            wire.flip();
            long opening = CpuClock.thread();
            int opened = 0;
            while (wire.hasRemaining()) {
                if (!link.client().receive(wire, buffers.opened.clear())) {
                    throw new IllegalStateException("half a record");
                }
                opened += buffers.opened.position();
            }
            spent[1] += CpuClock.thread() - opening;
            if (opened != Buffers.BATCH * Buffers.RECORD) {
                throw new IllegalStateException(opened + " bytes came through");
            }
            spent[0] += sealed - begin;
            allocated[0] += sealedBytes - bytes;
            allocated[1] += Link.allocated() - sealedBytes;
            count += Buffers.BATCH;
        }
        link.close();
        return new double[] {count, spent[0], spent[1], (double) allocated[0] / count, (double) allocated[1] / count};
    }

    private double[] profile(Handshake kind, long budget, Path file) throws Exception {
        handshakes(kind, budget / 2);
        try (var profile = Profile.start()) {
            var result = handshakes(kind, budget);
            profile.write(file);
            return result;
        }
    }
}
