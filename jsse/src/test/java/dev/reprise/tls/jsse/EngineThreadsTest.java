package dev.reprise.tls.jsse;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Several threads at one engine. */
@Timeout(60)
class EngineThreadsTest {
    private static final int RECORDS = 500;
    /** All that can be asked of an engine. */
    private static final List<Consumer<SSLEngine>> QUESTIONS = List.of(
            SSLEngine::getHandshakeStatus,
            engine -> engine.getSession().getId(),
            engine -> engine.getSession().getProtocol(),
            engine -> engine.getSession().getPacketBufferSize(),
            SSLEngine::getHandshakeSession,
            SSLEngine::getApplicationProtocol,
            SSLEngine::getHandshakeApplicationProtocol,
            SSLEngine::getHandshakeApplicationProtocolSelector,
            SSLEngine::isInboundDone,
            SSLEngine::isOutboundDone,
            SSLEngine::getUseClientMode,
            SSLEngine::getNeedClientAuth,
            SSLEngine::getWantClientAuth,
            SSLEngine::getEnableSessionCreation,
            SSLEngine::getEnabledCipherSuites,
            SSLEngine::getEnabledProtocols,
            SSLEngine::getSupportedCipherSuites,
            SSLEngine::getSupportedProtocols,
            SSLEngine::getSSLParameters,
            SSLEngine::getPeerHost,
            SSLEngine::getPeerPort,
            SSLEngine::toString);

    private static final int HANDSHAKES = 40;
    // A step that finds a task still running does nothing, and on a busy machine there are many such.
    private static final int MAX_STEPS = 50_000_000;

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 24] one thread may wrap while another unwraps, and any may ask")
    void wrapWhileUnwrap(Setting setting) throws Exception {
        var pair = EnginePair.of(setting).handshake();
        // What the peer sends is made before, so that only one engine is used by several threads.
        for (int i = 0; i < RECORDS; i++) {
            pair.server.wrap(("message " + i + "\n").getBytes());
        }
        var done = new AtomicBoolean();
        var tasks = new ArrayList<Future<?>>();
        try (var threads = Executors.newCachedThreadPool()) {
            tasks.add(threads.submit(() -> {
                for (int i = 0; i < RECORDS; i++) {
                    var result = pair.client.wrap("x".getBytes());
                    assertThat(result.getStatus()).isEqualTo(Status.OK);
                }
                return null;
            }));
            tasks.add(threads.submit(() -> {
                var source = pair.buffer(pair.client.takeIncoming());
                var target = pair.buffer(1 << 15);
                int count = 0;
                while (source.hasRemaining()) {
                    assertThat(pair.client.engine.unwrap(source, target).getStatus())
                            .isEqualTo(Status.OK);
                    count += target.position();
                    target.clear();
                }
                done.set(true);
                return count;
            }));
            tasks.add(threads.submit(() -> {
                while (!done.get()) {
                    assertThat(pair.client.engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
                    assertThat(pair.client.engine.getSession().isValid()).isTrue();
                    assertThat(pair.client.engine.toString()).isNotEmpty();
                }
                return null;
            }));
            for (var task : tasks) {
                task.get();
            }
        }
        pair.server.results.clear();
        while (pair.server.step()) {
            assertThat(pair.server.results).noneMatch(result -> result.getStatus() == Status.CLOSED);
        }
        assertThat(pair.server.takeReceived()).hasSize(RECORDS);
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#reprise")
    @DisplayName(
            "[JSSE 3] [JSSE 22] whoever is told FINISHED finds session and protocol, also when a task ran elsewhere")
    void sessionIsThereAtFinished(Setting setting) throws Exception {
        var client = Parties.client(setting.client());
        var server = Parties.server(setting.server());
        try (var threads = Executors.newSingleThreadExecutor()) {
            for (int i = 0; i < HANDSHAKES; i++) {
                var pair = EnginePair.of(setting, client, server);
                for (var end : pair.ends()) {
                    var parameters = end.engine.getSSLParameters();
                    parameters.setApplicationProtocols(new String[] {"h2"});
                    end.engine.setSSLParameters(parameters);
                    end.engine.beginHandshake();
                }
                for (int steps = 0; steps < MAX_STEPS && !done(pair); steps++) {
                    for (var end : pair.ends()) {
                        stepWithTasksElsewhere(end, threads);
                    }
                }
                assertThat(done(pair)).isTrue();
            }
        }
    }

    private static boolean done(EnginePair pair) {
        return pair.client.finished() > 0 && pair.server.finished() > 0;
    }

    private static void stepWithTasksElsewhere(EnginePair.End end, Executor threads) throws Exception {
        if (end.finished() > 0) {
            return;
        }
        if (end.engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
            var task = end.engine.getDelegatedTask();
            if (task != null) {
                threads.execute(task);
            }
            // Not waited for: a stack that polls asks as soon as it can.
            end.wrap();
        } else {
            end.step();
        }
        if (end.finished() > 0) {
            assertThat(end.engine.getSession().getProtocol())
                    .isEqualTo(end.setting().version());
            assertThat(end.engine.getApplicationProtocol()).isEqualTo("h2");
        }
    }

    @ParameterizedTest
    @MethodSource("repriseClient") // SunJSSE's questions wait for its tasks.
    @DisplayName("[JSSE 24] nobody who asks waits for a task: not even while the trust manager is at it")
    void questionsDoNotWaitForTasks(Setting setting) throws Exception {
        var asked = new CountDownLatch(1);
        var answered = new CountDownLatch(1);
        var slow = new AllTrusting() {
            @Override
            void see(X509Certificate[] chain, String authType, SSLEngine engine) {
                asked.countDown();
                await(answered);
            }
        };
        var client =
                Parties.context(setting.client(), Parties.keys(Parties.CLIENT), new X509ExtendedTrustManager[] {slow});
        var pair = EnginePair.of(setting, client, Parties.server(setting.server()));
        try (var threads = Executors.newSingleThreadExecutor()) {
            var handshake = threads.submit(pair::handshake);
            await(asked);
            assertThat(pair.client.engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_TASK);
            assertThat(pair.client.engine.getHandshakeSession()).isNotNull();
            assertThat(pair.client.engine.getSession().isValid()).isFalse();
            for (var question : QUESTIONS) {
                question.accept(pair.client.engine);
            }
            answered.countDown();
            handshake.get();
        } finally {
            answered.countDown();
        }
        pair.exchange();
    }

    static Stream<Setting> repriseClient() {
        return Setting.reprise().filter(setting -> setting.client() == Stack.REPRISE);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 24] [JSSE 3] every question has an answer at any time of a handshake in another thread")
    void questionsInTheHandshake(Setting setting) throws Exception {
        var client = Parties.client(setting.client());
        var server = Parties.server(setting.server());
        for (int i = 0; i < HANDSHAKES; i++) {
            var pair = EnginePair.of(setting, client, server);
            var begun = new CountDownLatch(1);
            var done = new AtomicBoolean();
            try (var threads = Executors.newSingleThreadExecutor()) {
                var asking = threads.submit(() -> {
                    long rounds = 0;
                    do {
                        for (var end : pair.ends()) {
                            QUESTIONS.forEach(question -> question.accept(end.engine));
                        }
                        rounds++;
                        begun.countDown();
                    } while (!done.get());
                    return rounds;
                });
                try {
                    await(begun);
                    pair.handshake().exchange();
                } finally {
                    done.set(true);
                }
                assertThat(asking.get()).isPositive();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 25] NEED_UNWRAP_AGAIN is never told")
    void noUnwrapAgain(Setting setting) throws Exception {
        var pair = EnginePair.of(setting).handshake();
        pair.exchange();
        for (var end : pair.ends()) {
            for (var result : end.results) {
                assertThat(result.getHandshakeStatus()).isNotEqualTo(HandshakeStatus.NEED_UNWRAP_AGAIN);
            }
        }
        assertThat(Arrays.asList(HandshakeStatus.values())).contains(HandshakeStatus.NEED_UNWRAP_AGAIN);
    }
}
