package dev.reprise.cli.web;

import dev.reprise.cli.Report;
import dev.reprise.tls.jsse.RepriseSession;
import dev.reprise.tls.session.TicketKeyRing;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answer requests: the page, what changes of it, and the same for programs. Nothing of a request but its path is used. */
final class Site extends Handler.Abstract {
    // Nothing from elsewhere, nothing inline, nobody frames it.
    private static final String POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';"
            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Figures figures;
    private final KeyHistory history;
    private final TicketKeyRing ring;
    private final boolean tickets;
    private final Map<String, Answer> files = Map.of(
            "/style.css", new Answer("text/css; charset=utf-8", resource("style.css")),
            "/live.js", new Answer("text/javascript; charset=utf-8", resource("live.js")));

    private record Answer(String type, String text) {}

    Site(Figures figures, KeyHistory history, TicketKeyRing ring, boolean tickets) {
        this.figures = figures;
        this.history = history;
        this.ring = ring;
        this.tickets = tickets;
    }

    private static String resource(String name) {
        try (InputStream stream = Site.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("no resource " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        var headers = response.getHeaders();
        headers.put("Content-Security-Policy", POLICY);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Cache-Control", "no-store");
        var method = request.getMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            headers.put("Allow", "GET, HEAD");
            return send(response, 405, new Answer("text/plain", "only GET and HEAD\n"), callback);
        }
        var path = Request.getPathInContext(request);
        if (path.equals("/again")) {
            return again(request, response, callback);
        }
        var answer = answer(path, request);
        return answer.isPresent()
                ? send(response, 200, answer.get(), callback)
                : send(response, 404, new Answer("text/plain", "no such page\n"), callback);
    }

    private Optional<Answer> answer(String path, Request request) {
        long now = WebServer.seconds();
        var html = "text/html; charset=utf-8";
        return switch (path) {
            case "/" ->
                Optional.of(new Answer(html, PageHtml.page(visit(request), figures.snapshot(), lives(now), now)));
            case "/live" -> Optional.of(new Answer(html, PageHtml.live(figures.snapshot(), lives(now), now)));
            case "/connection.json" -> Optional.of(new Answer("application/json", json(visit(request))));
            case "/metrics" ->
                Optional.of(new Answer(
                        "text/plain; version=0.0.4; charset=utf-8", MetricsText.of(figures.snapshot(), lives(now))));
            default -> Optional.ofNullable(files.get(path));
        };
    }

    private static boolean send(Response response, int status, Answer answer, Callback callback) {
        response.setStatus(status);
        response.getHeaders().put("Content-Type", answer.type());
        response.write(true, ByteBuffer.wrap(answer.text().getBytes(StandardCharsets.UTF_8)), callback);
        return true;
    }

    /** Send the visitor back to the page, and close the connection so that the next one is new. */
    private static boolean again(Request request, Response response, Callback callback) {
        response.setStatus(303);
        response.getHeaders().put("Location", "/");
        response.getHeaders().put("Connection", "close");
        if (request.getConnectionMetaData().getConnection() instanceof HTTP2Connection http2) {
            // Before the answer, so that the visitor does not follow it on this connection.
            http2.getSession().close(ErrorCode.NO_ERROR.code, "asked for", Callback.NOOP);
        }
        response.write(true, null, callback);
        return true;
    }

    private List<KeyHistory.Life> lives(long now) {
        history.look(ring.status(), now);
        return history.lives();
    }

    private Visit visit(Request request) {
        var tls = (EndPoint.SslSessionData) request.getAttribute(EndPoint.SslSessionData.ATTRIBUTE);
        if (tls == null) {
            throw new IllegalStateException("a request without TLS");
        }
        var info = RepriseSession.of(tls.sslSession()).info();
        var key = info.ticketKey()
                .flatMap(name -> lives(WebServer.seconds()).stream()
                        .filter(life -> life.name().equals(name))
                        .findFirst());
        return new Visit(info, request.getConnectionMetaData().getProtocol(), key, tickets);
    }

    private static String json(Visit visit) {
        var info = visit.info();
        return new Report()
                        .add("protocol", info.version().displayName())
                        .add("cipher", info.cipherSuite().name())
                        .add("group", info.group().map(group -> group.name().toLowerCase(Locale.ROOT)))
                        .add("http", visit.protocol())
                        .add("servername", info.serverName())
                        .add("resumed", info.resumed())
                        .add(
                                "kind",
                                info.handshakeKind()
                                        .name()
                                        .toLowerCase(Locale.ROOT)
                                        .replace('_', '-'))
                        .add("refused", info.ticketRefusal().map(Object::toString))
                        .add("ticket key revision", info.ticketKey().map(name -> "0x" + name.substring(0, 8)))
                        .add(
                                "ticket key role",
                                visit.key().map(key -> key.latest().role().toString()))
                        .add("ticket key age seconds", visit.key().map(KeyHistory.Life::age))
                        .add("issues tickets", visit.tickets())
                        .json()
                + "\n";
    }
}
