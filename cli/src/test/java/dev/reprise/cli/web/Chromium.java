package dev.reprise.cli.web;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.Json;
import dev.reprise.testkit.Needs;
import dev.reprise.testkit.Programs;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Debian's Chromium without a screen, led by the DevTools protocol. One thread uses it. */
final class Chromium implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ChildProcess process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final WebSocket socket;
    private final BlockingQueue<Map<String, ?>> messages = new LinkedBlockingQueue<>();
    private String session = "";
    private int last;

    /**
     * Start it with a profile of its own.
     *
     * @param trusted the base64 of the SHA-256 of a public key that is taken without a root
     */
    Chromium(Path profile, String trusted) throws Exception {
        Needs.program("chromium");
        process = ChildProcess.of(List.of(
                        Programs.find("chromium").orElseThrow().toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--no-proxy-server",
                        "--remote-debugging-port=0",
                        "--ignore-certificate-errors-spki-list=" + trusted,
                        "--user-data-dir=" + profile,
                        "about:blank"))
                .start();
        var address =
                process.awaitLine("DevTools listening on (ws://\\S+)", PATIENCE).group(1);
        socket = http.newWebSocketBuilder()
                .buildAsync(URI.create(address), new Listener())
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        var target = call("Target.createTarget", "{\"url\":\"about:blank\"}").get("targetId");
        session = ""
                + call("Target.attachToTarget", "{\"flatten\":true,\"targetId\":\"" + target + "\"}")
                        .get("sessionId");
        call("Page.enable", "{}");
        call("Emulation.setFocusEmulationEnabled", "{\"enabled\":true}");
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean whole) {
            text.append(data);
            if (whole) {
                messages.add(Json.object(text.toString()));
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    private Map<String, ?> next(long deadline, String what) throws InterruptedException {
        var message = messages.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (message == null) {
            throw process.failure("does not answer " + what);
        }
        return message;
    }

    /** Call a method and return its result. */
    @SuppressWarnings("unchecked")
    Map<String, Object> call(String method, String parameters) throws Exception {
        int id = ++last;
        var session = this.session.isEmpty() ? "" : ",\"sessionId\":\"" + this.session + "\"";
        socket.sendText(
                        "{\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + parameters + session + "}",
                        true)
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (; ; ) {
            var message = next(deadline, method);
            if (message.get("id") instanceof Number number && number.intValue() == id) {
                if (message.get("result") == null) {
                    throw new AssertionError(method + ": " + message);
                }
                return (Map<String, Object>) message.get("result");
            }
        }
    }

    /** Load a page and wait until it is there. */
    void load(String url) throws Exception {
        act("Page.navigate", "{\"url\":\"" + url + "\"}");
    }

    /** Do what loads a page and wait until it is there. */
    void act(String method, String parameters) throws Exception {
        messages.clear();
        int id = ++last;
        socket.sendText(
                        "{\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + parameters
                                + ",\"sessionId\":\"" + session + "\"}",
                        true)
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        // In this order, as the load of the page before may still be told of.
        for (var event : List.of("Page.frameNavigated", "Page.loadEventFired")) {
            while (!event.equals(next(deadline, event).get("method"))) {
                // Other events.
            }
        }
    }

    /** A key of the keyboard, with the code and the text that it gives. */
    enum Key {
        TAB("Tab", 9, ""),
        ENTER("Enter", 13, "\\r");

        private final String parameters;

        Key(String name, int code, String text) {
            parameters = "\"key\":\"" + name + "\",\"code\":\"" + name + "\",\"windowsVirtualKeyCode\":" + code
                    + ",\"text\":\"" + text + "\"}";
        }
    }

    /** Press a key. */
    void press(Key key) throws Exception {
        call("Input.dispatchKeyEvent", "{\"type\":\"keyDown\"," + key.parameters);
        call("Input.dispatchKeyEvent", "{\"type\":\"keyUp\"," + key.parameters);
    }

    /** Press a key that loads a page and wait until it is there. */
    void pressToLoad(Key key) throws Exception {
        act("Input.dispatchKeyEvent", "{\"type\":\"keyDown\"," + key.parameters);
    }

    /** Evaluate an expression in the page and return its value as text. */
    String value(String expression) throws Exception {
        var result = call(
                "Runtime.evaluate",
                "{\"returnByValue\":true,\"expression\":\"" + expression.replace("\"", "\\\"") + "\"}");
        return "" + ((Map<?, ?>) result.get("result")).get("value");
    }

    /** Keep a picture of the whole page. */
    void picture(Path file, int width, int height, boolean dark) throws Exception {
        call("Emulation.setScrollbarsHidden", "{\"hidden\":true}");
        call(
                "Emulation.setDeviceMetricsOverride",
                "{\"width\":" + width + ",\"height\":" + height + ",\"deviceScaleFactor\":1,\"mobile\":false}");
        call(
                "Emulation.setEmulatedMedia",
                "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"" + (dark ? "dark" : "light") + "\"}]}");
        var shot = call("Page.captureScreenshot", "{\"format\":\"png\",\"captureBeyondViewport\":true}");
        Files.write(file, Base64.getDecoder().decode("" + shot.get("data")));
    }

    @Override
    public void close() throws IOException {
        socket.abort();
        http.close();
        process.close();
    }
}
