package dev.reprise.tls.jsse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.tls.internal.flight.Flight;
import dev.reprise.tls.session.TicketKeyRing;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Java Flight Recorder gets to see, and that programs live without it. */
class FlightTest {
    private static final Setting TLS_1_3 = new Setting(Stack.REPRISE, Stack.REPRISE, Setting.TLS_1_3, false);

    @TempDir
    Path directory;

    private interface Work {
        void run() throws Exception;
    }

    private List<RecordedEvent> record(Work work) throws Exception {
        var file = directory.resolve("events.jfr");
        try (var recording = new Recording()) {
            for (var event : List.of("dev.reprise.Handshake", "dev.reprise.Ticket", "dev.reprise.TicketKeyChange")) {
                recording.enable(event);
            }
            recording.start();
            work.run();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file);
    }

    private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals("dev.reprise." + name))
                .toList();
    }

    @Test
    void recordsHandshakesByTheJdksFieldNamesAndOurs() throws Exception {
        var client = Parties.client(Stack.REPRISE);
        var server = Parties.server(Stack.REPRISE);
        var handshakes = named(
                record(() -> {
                    EnginePair.named(TLS_1_3, client, server).handshake().exchange();
                    EnginePair.named(TLS_1_3, client, server).handshake().exchange();
                }),
                "Handshake");
        assertThat(handshakes).hasSize(4);
        var clients =
                handshakes.stream().filter(event -> event.getBoolean("client")).toList();
        assertThat(clients).hasSize(2);
        for (var event : clients) {
            assertThat(event.getString("peerHost")).isEqualTo(Parties.NAME);
            assertThat(event.getInt("peerPort")).isEqualTo(443);
            assertThat(event.getString("protocolVersion")).isEqualTo("TLSv1.3");
            assertThat(event.getString("cipherSuite")).startsWith("TLS_AES");
            assertThat(event.getLong("certificateId"))
                    .isEqualTo(
                            Integer.toUnsignedLong(Parties.SERVER.certificate().hashCode()));
            assertThat(event.getDuration("handshakeTime")).isPositive();
            assertThat(event.getString("failure")).isNull();
        }
        assertThat(clients).extracting(event -> event.getBoolean("resumed")).containsExactly(false, true);
        assertThat(clients.get(0).getString("notOffered")).isEqualTo("none");
    }

    @Test
    void recordsFailures() throws Exception {
        var client = Parties.context(Stack.REPRISE, Parties.keys(), Parties.trust(Parties.STRANGER));
        var pair = EnginePair.named(TLS_1_3, client, Parties.server(Stack.REPRISE));
        var handshakes = named(
                record(() -> {
                    assertThatThrownBy(pair::handshake).isInstanceOf(SSLException.class);
                    assertThatThrownBy(pair::run).isInstanceOf(SSLException.class);
                }),
                "Handshake");
        assertThat(handshakes)
                .filteredOn(event -> event.getBoolean("client"))
                .singleElement()
                .satisfies(event ->
                        assertThat(event.getString("failure")).isNotNull().doesNotStartWith("alert"));
        assertThat(handshakes)
                .filteredOn(event -> !event.getBoolean("client"))
                .singleElement()
                .satisfies(event -> assertThat(event.getString("failure")).startsWith("alert "));
    }

    @Test
    void recordsWhatBecomesOfTickets() throws Exception {
        var client = Parties.client(Stack.REPRISE);
        var tickets = named(
                record(() -> {
                    var server = Parties.server(Stack.REPRISE);
                    EnginePair.named(TLS_1_3, client, server).handshake().exchange();
                    EnginePair.named(TLS_1_3, client, server).handshake().exchange();
                    EnginePair.named(TLS_1_3, client, Parties.server(Stack.REPRISE))
                            .handshake()
                            .exchange();
                }),
                "Ticket");
        assertThat(tickets)
                .extracting(event -> event.getString("event"))
                .contains("issued", "received", "accepted", "refused");
        assertThat(tickets)
                .filteredOn(event -> event.getString("event").equals("refused"))
                .singleElement()
                .satisfies(event -> assertThat(event.getString("reason")).isEqualTo("unknown key"));
    }

    @Test
    void recordsKeysThatChangeTheirRoles() throws Exception {
        var changes = named(
                record(() -> {
                    try (var ring = new TicketKeyRing()) {
                        SSLContext.getInstance("TLS", new RepriseProvider(ResumptionOptions.DEFAULT.ticketKeys(ring)));
                        ring.addNext(7, key(7));
                        ring.add(7, key(7));
                    }
                }),
                "TicketKeyChange");
        assertThat(changes).extracting(event -> event.getInt("revision")).containsOnly(7);
        assertThat(changes).extracting(event -> event.getString("before")).startsWith(null, "next");
        assertThat(changes.get(0).getString("after")).isEqualTo("next");
        assertThat(changes.get(changes.size() - 1).getString("after")).isNull();
    }

    private static byte[] key(int seed) {
        var key = new byte[48];
        new Random(seed).nextBytes(key);
        return key;
    }

    @Test
    void askingWhetherToRecordAllocatesNothing() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().threadId();
        ask(1000);
        long before = threads.getThreadAllocatedBytes(id);
        long nothing = threads.getThreadAllocatedBytes(id) - before;
        before = threads.getThreadAllocatedBytes(id);
        boolean any = ask(10_000);
        long allocated = threads.getThreadAllocatedBytes(id) - before - nothing;
        assertThat(any).isFalse();
        assertThat(allocated).as("bytes for 10000 questions").isLessThan(1000);
    }

    private static boolean ask(int times) {
        boolean any = false;
        for (int i = 0; i < times; i++) {
            any |= Flight.handshakes() | Flight.tickets() | Flight.ticketKeyChanges();
        }
        return any;
    }

    @Test
    void worksInARuntimeWithoutTheRecorder() throws Exception {
        try (var child = ChildProcess.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--limit-modules",
                        "java.base,java.naming",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WithoutRecorder.class.getName())
                .start()) {
            assertThat(child.awaitExit(Duration.ofMinutes(2)))
                    .as(() -> String.join("\n", child.lines()))
                    .isZero();
            assertThat(child.lines()).contains("recorder false, resumed 1");
        }
    }

    /** Resumes a session in a JVM that has no jdk.jfr. */
    static final class WithoutRecorder {
        public static void main(String[] arguments) throws Exception {
            var client = Parties.client(Stack.REPRISE);
            var server = Parties.server(Stack.REPRISE);
            EnginePair.named(TLS_1_3, client, server).handshake().exchange();
            EnginePair.named(TLS_1_3, client, server).handshake().exchange();
            boolean recorder = ModuleLayer.boot().findModule("jdk.jfr").isPresent();
            System.out.println("recorder " + recorder + ", resumed "
                    + RepriseJsse.serverCounts(server).resumed());
        }
    }
}
