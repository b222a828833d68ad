package dev.reprise.stacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.Balancer;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import okhttp3.Protocol;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Programs that know nothing of Reprise, as servers and as clients: three visits each, the first in full, the second
 * resumed, the third resumed at another instance of the server that shares only the ticket keys. What a visit was is read
 * off the wire.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StacksIT {
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};
    private static final StacksTable TABLE = new StacksTable();
    /** What fails over the control: there a fault would be the program's own demand, or SunJSSE's. */
    private static final Map<String, String> NOT_OVER_CONTROL = Map.of(
            "Jetty", "its ALPN processors take engines of java.base alone, for which there is reprise-jetty",
            "Helidon NIO", "does not resume over SunJSSE's own engine either");

    private static final byte[][] BODIES = bodies(0, 1, 16_384, 10 << 20);
    private static final byte[][] SMALL = bodies(100);

    /** What one cell of the table tries. */
    record Cell(
            String program, String version, boolean clientCertificate, Jsse server, Jsse client, Programs programs) {
        @Override
        public String toString() {
            return program + ", " + version + (clientCertificate ? ", client certificate" : "") + ", server " + server
                    + ", client " + client;
        }
    }

    /** The two ends of a cell. */
    record Programs(ServerStack server, ClientStack.Factory client) {}

    static Stream<Cell> cells() {
        var pairs = new LinkedHashMap<String, java.util.function.Function<String, Programs>>();
        servers().forEach((name, server) -> {
            pairs.put(name, version -> new Programs(server, context -> new SocketClient(context, version)));
            // Undertow answers HTTP/1.1 over TLS 1.3, with SunJSSE as well, so its HTTP/2 is tried in TLS 1.2 alone.
            if (server.http2()) {
                pairs.put(
                        name + ", HTTP/2",
                        version -> new Programs(
                                server, context -> new JdkHttpClient(context, HttpClient.Version.HTTP_2, version)));
            }
        });
        pairs.put(
                "Kafka server",
                version -> new Programs(new KafkaServer(), context -> new KafkaClient(context, version)));
        pairs.put(
                "gRPC server",
                version -> new Programs(new Grpc.OfNettyServer(), context -> new Grpc.OfNettyClient(context, version)));
        pairs.put(
                "LDAP StartTLS server",
                version -> new Programs(new Ldap.Server(), context -> new Ldap.Client(context, version)));
        pairs.put("Kafka client", pairs.get("Kafka server"));
        pairs.put("gRPC client", pairs.get("gRPC server"));
        pairs.put("LDAP StartTLS client", pairs.get("LDAP StartTLS server"));
        clients()
                .forEach((name, client) -> pairs.put(
                        name,
                        version -> new Programs(
                                name.contains("HTTP/2") ? new JettyServer(version) : new JdkServer(version), client)));
        var cells = new ArrayList<Cell>();
        pairs.forEach((name, programs) -> {
            for (var version : VERSIONS) {
                if (name.equals("Undertow, HTTP/2") && version.equals("TLSv1.3")) {
                    continue;
                }
                for (boolean certificate : new boolean[] {false, true}) {
                    boolean isServer = name.endsWith(" server") || servers().containsKey(name.replace(", HTTP/2", ""));
                    for (var other : new Jsse[] {Jsse.SUN, Jsse.REPRISE}) {
                        cells.add(new Cell(
                                name,
                                version,
                                certificate,
                                isServer ? Jsse.tried() : other,
                                isServer ? other : Jsse.tried(),
                                programs.apply(version)));
                    }
                }
            }
        });
        servers().forEach((name, server) -> {
            if (!NOT_OVER_CONTROL.containsKey(name)) {
                cells.add(new Cell(
                        name,
                        "TLSv1.3",
                        false,
                        Jsse.FOREIGN,
                        Jsse.SUN,
                        new Programs(server, context -> new SocketClient(context, "TLSv1.3"))));
            }
        });
        var only = System.getProperty("stacks.only");
        return cells.stream().filter(cell -> only == null || cell.toString().contains(only));
    }

    private static Map<String, ServerStack> servers() {
        var all = new LinkedHashMap<String, ServerStack>();
        all.put("jdk.httpserver", new JdkServer(null));
        all.put("Jetty", new JettyServer(null));
        all.put("Tomcat", new TomcatServer());
        all.put("Undertow", new UndertowServer());
        all.put("Helidon", new HelidonServer(false));
        all.put("Helidon NIO", new HelidonServer(true));
        all.put("Netty", new NettyServer());
        return all;
    }

    private static Map<String, ClientStack.Factory> clients() {
        var all = new LinkedHashMap<String, ClientStack.Factory>();
        all.put("java.net.http", context -> new JdkHttpClient(context, HttpClient.Version.HTTP_1_1, null));
        all.put("java.net.http, HTTP/2", context -> new JdkHttpClient(context, HttpClient.Version.HTTP_2, null));
        all.put("HttpsURLConnection", UrlConnectionClient::new);
        all.put("OkHttp", context -> new OkHttpClientStack(context, Protocol.HTTP_1_1));
        all.put("OkHttp, HTTP/2", context -> new OkHttpClientStack(context, Protocol.HTTP_2));
        all.put("HttpClient 5 classic", ApacheClassicClient::new);
        all.put("HttpClient 5 async", context -> new ApacheAsyncClient(context, false));
        all.put("HttpClient 5 async, HTTP/2", context -> new ApacheAsyncClient(context, true));
        return all;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cells")
    void resumesHereAndElsewhere(Cell cell) throws Exception {
        var tap = new HandshakeTap();
        var server = new OneCertificate(Pki.RUN.server);
        var visitor = cell.clientCertificate() ? new OneCertificate(Pki.RUN.client) : null;
        SSLContext clientContext = cell.client().context(visitor);
        SSLContext here = cell.server().context(server);
        SSLContext elsewhere = cell.server().context(server);
        try (var balancer = new Balancer(tap::watch);
                var first = cell.programs().server().start(here, cell.clientCertificate());
                var second = cell.programs().server().start(elsewhere, cell.clientCertificate())) {
            var client = cell.programs().client().over(clientContext);
            balancer.choose(first.port());
            assertThat(client.post(balancer.port(), BODIES)).isEqualTo(BODIES);
            // Some programs take a second connection within a visit; that one has a session already.
            assertThat(tap.take().get(0)).as("the first visit").isEqualTo(HandshakeTap.Kind.FULL);
            TABLE.note(cell, StacksTable.Visit.FULL);

            assertThat(client.post(balancer.port(), SMALL)).isEqualTo(SMALL);
            assertThat(tap.take()).as("the second visit").containsOnly(HandshakeTap.Kind.RESUMED);
            TABLE.note(cell, StacksTable.Visit.RESUMED);

            if (cell.server().sharesTicketKeys()) {
                balancer.choose(second.port());
                assertThat(client.post(balancer.port(), SMALL)).isEqualTo(SMALL);
                assertThat(tap.take()).as("the visit elsewhere").containsOnly(HandshakeTap.Kind.RESUMED);
                cell.server().assertDone(elsewhere, false, 1);
                TABLE.note(cell, StacksTable.Visit.ELSEWHERE);
            }
            // Some programs fall back to another provider without a word.
            cell.server().assertDone(here, false, 2);
            cell.client().assertDone(clientContext, true, 2);
        }
    }

    private static byte[][] bodies(int... lengths) {
        var random = new Random(7);
        var bodies = new byte[lengths.length][];
        for (int i = 0; i < lengths.length; i++) {
            bodies[i] = new byte[lengths[i]];
            random.nextBytes(bodies[i]);
        }
        return bodies;
    }

    @AfterAll
    static void print() {
        TABLE.print();
    }
}
