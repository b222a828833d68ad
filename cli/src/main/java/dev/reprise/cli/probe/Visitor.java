package dev.reprise.cli.probe;

import dev.reprise.cli.Failure;
import dev.reprise.tls.ClientConfig;
import dev.reprise.tls.TlsClient;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.TlsConnection;
import dev.reprise.tls.session.Session;
import dev.reprise.tls.spec.AlertDescription;
import dev.reprise.tls.spec.ConnectionInfo;
import dev.reprise.tls.spec.PeerAlertException;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes single connections, no faster than planned and no more than planned. */
final class Visitor {
    private static final int CONNECT_MILLIS = 5_000;
    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);
    /** How long to wait for tickets behind a handshake of TLS 1.3: servers send them with their next flight. */
    private static final Duration TICKET_WAIT = Duration.ofMillis(400);

    private final Plan plan;
    private final Pause pause;
    private int made;
    private long next;
    private boolean verify = true;
    private @Nullable String unverified;

    /** Waits; tests give one that does not. */
    interface Pause {
        /** Wait for this many nanoseconds. */
        void sleep(long nanos) throws InterruptedException;
    }

    Visitor(Plan plan, Pause pause) {
        this.plan = plan;
        this.pause = pause;
    }

    /** Tell whether another connection may be made. */
    boolean allowed() {
        return made < plan.most();
    }

    /** Return how many connections were made. */
    int made() {
        return made;
    }

    /** Return why the certificate does not verify, null when it does. */
    @Nullable
    String unverified() {
        return unverified;
    }

    /** Connect once, offering a session or none; whatever goes wrong stands in the answer. */
    Visit visit(InetAddress address, ProtocolVersion version, String serverName, @Nullable Session offered)
            throws InterruptedException {
        keepPace();
        made++;
        var visit = once(address, version, serverName, offered);
        if (verify && unverified != null) {
            // The certificate is a finding, and no reason to learn nothing else.
            verify = false;
            visit = once(address, version, serverName, offered);
        }
        return visit;
    }

    private Visit once(InetAddress address, ProtocolVersion version, String serverName, @Nullable Session offered) {
        var store = new OneSession(offered);
        long start = System.nanoTime();
        try (var socket = new CountingSocket()) {
            socket.connect(new InetSocketAddress(address, plan.port()), CONNECT_MILLIS);
            socket.setSoTimeout((int) HANDSHAKE_TIMEOUT.toMillis());
            if (plan.startTls() != null) {
                var answers = new TimedInput(
                        socket.getInputStream(), socket::setSoTimeout, HANDSHAKE_TIMEOUT, System::nanoTime);
                plan.startTls().ask(answers, socket.getOutputStream());
                socket.setSoTimeout((int) HANDSHAKE_TIMEOUT.toMillis());
            }
            long before = socket.sent();
            long beforeIn = socket.received();
            double millis;
            long sent;
            long received;
            ConnectionInfo info;
            try (var connection = TlsClient.over(config(version, store), socket, serverName)) {
                start = System.nanoTime();
                connection.handshake();
                millis = (System.nanoTime() - start) / 1e6;
                sent = socket.sent() - before;
                received = socket.received() - beforeIn;
                info = connection.info();
                awaitTickets(connection, version);
            }
            // Closing takes what a slow server still has to say.
            return new Visit(address, version, offered, info, store.tickets(), millis, sent, received, null, false);
        } catch (IOException | IllegalArgumentException e) {
            if (verify && e instanceof ProtocolException refusal && isCertificates(refusal)) {
                unverified = Failure.describe(e);
            }
            return new Visit(
                    address,
                    version,
                    offered,
                    null,
                    List.of(),
                    (System.nanoTime() - start) / 1e6,
                    0,
                    0,
                    Failure.describe(e),
                    e instanceof PeerAlertException alert && alert.code() == AlertDescription.PROTOCOL_VERSION.code());
        }
    }

    /** Certificates are judged by us, so these are the reasons that a config without verification does not have. */
    private static boolean isCertificates(ProtocolException refusal) {
        return switch (refusal.alert()) {
            case BAD_CERTIFICATE, UNKNOWN_CA, CERTIFICATE_EXPIRED, CERTIFICATE_UNKNOWN, UNSUPPORTED_CERTIFICATE -> true;
            default -> false;
        };
    }

    private ClientConfig config(ProtocolVersion version, OneSession store) throws IOException {
        var builder = TlsConfig.client()
                .protocols(Set.of(version))
                .handshakeTimeout(HANDSHAKE_TIMEOUT)
                // A server that hands out such sessions has a verdict of its own; nothing is said over these
                // connections.
                .insecureAllowResumptionWithoutExtendedMasterSecret()
                .sessions(store);
        if (plan.ca() != null) {
            builder.caFile(plan.ca());
        }
        if (plan.identity() != null) {
            builder.identity(plan.identity());
        }
        if (!verify) {
            builder.insecureNoVerifyCertificate().insecureNoVerifyName().insecureNoVerifyTime();
        }
        return builder.build();
    }

    /** Read until nothing comes: in TLS 1.3 tickets come after the handshake (RFC 9846 section 4.7.1). */
    private static void awaitTickets(TlsConnection connection, ProtocolVersion version) {
        if (version != ProtocolVersion.TLS_1_3) {
            return;
        }
        try {
            connection.readTimeout(TICKET_WAIT);
            var ignored = new byte[1024];
            for (int i = 0; i < 16; i++) {
                if (connection.input().read(ignored) < 0) {
                    return;
                }
            }
        } catch (SocketTimeoutException e) {
            return; // All there is.
        } catch (IOException e) {
            return; // A server that ends connections nobody speaks on has said what it had to.
        }
    }

    private void keepPace() throws InterruptedException {
        long now = System.nanoTime();
        if (made > 0 && next - now > 0) {
            pause.sleep(next - now);
        }
        next = Math.max(now, made == 0 ? now : next) + (long) (1e9 / plan.perSecond());
    }
}
