package dev.reprise.cli.web;

import dev.reprise.tls.spec.ConnectionInfo;
import java.util.List;
import java.util.Locale;

/** Write the page. */
final class PageHtml {
    private PageHtml() {}

    /** Return the whole page. */
    static String page(Visit visit, Figures.Snapshot figures, List<KeyHistory.Life> keys, long now) {
        var html = new Html()
                .raw("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
                .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .raw("<meta name=\"color-scheme\" content=\"light dark\">")
                .element("title", "", title(visit.info()) + " – Reprise")
                .raw("<link rel=\"stylesheet\" href=\"style.css\"><script src=\"live.js\" defer></script></head>")
                .raw("<body><main><section class=\"visit ")
                .raw(Ending.of(visit.info()).word())
                .raw("\"><p class=\"kicker\">Your connection to this server</p>");
        html.element("h1", "", title(visit.info()));
        html.element("p", "class=\"lead\"", account(visit));
        facts(html, visit);
        html.raw("<p><a class=\"button\" href=\"again\">Load this page on a new connection</a></p>")
                .raw(
                        "<p class=\"note\">Browsers keep a connection open and use it for the next page, too. The button closes"
                                + " this one first.</p></section><div id=\"live\">");
        return html.raw(live(figures, keys, now))
                .raw(
                        "</div></main><footer><p>The same for programs: <a href=\"connection.json\">connection.json</a>,"
                                + " <a href=\"metrics\">metrics</a>. Served by Reprise, TLS for the JVM.</p></footer></body></html>\n")
                .toString();
    }

    /** Return the part of the page that changes. */
    static String live(Figures.Snapshot figures, List<KeyHistory.Life> keys, long now) {
        var html = new Html();
        server(html, figures);
        keys(html, keys, now);
        return html.toString();
    }

    private static String title(ConnectionInfo info) {
        return switch (Ending.of(info)) {
            case RESUMED -> "Resumed from an earlier session";
            case REFUSED -> "A full handshake: your ticket was refused";
            default -> "A full handshake";
        };
    }

    /** Say in plain words what happened. */
    private static String account(Visit visit) {
        var info = visit.info();
        var key = visit.key()
                .map(life -> " with key " + Words.revision(life.revision()) + ", which is " + Words.time(life.age())
                        + " old")
                .orElse("");
        return switch (Ending.of(info)) {
            case RESUMED ->
                "Your browser showed a ticket from an earlier visit. The server opened it" + key
                        + ", and both went on from what they knew: no certificate was sent and nothing was signed.";
            case REFUSED ->
                "Your browser showed a ticket from an earlier visit, and the server did not take it: "
                        + info.ticketRefusal().map(Object::toString).orElse("") + ". So the server proved itself anew,"
                        + " by its certificate and a signature.";
            default ->
                "Your browser brought no ticket, so the server proved itself by its certificate and a signature."
                        + (visit.tickets()
                                ? " It has given your browser a ticket since: the next connection can be resumed."
                                : " This server gives no tickets: it was started without --session-lifetime.");
        };
    }

    private static void facts(Html html, Visit visit) {
        var info = visit.info();
        html.raw("<dl>");
        fact(html, "TLS version", info.version().displayName().replace("TLSv", "TLS "));
        fact(html, "Cipher suite", info.cipherSuite().name());
        fact(html, "Key exchange", info.group().map(group -> group.name()).orElse("none in this handshake"));
        fact(
                html,
                "Handshake",
                info.handshakeKind().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        if (info.ticketKey().isPresent()) {
            fact(html, "Ticket's key", key(visit, info.ticketKey().get()));
        }
        info.ticketRefusal().ifPresent(reason -> fact(html, "Refused because", reason.toString()));
        fact(html, "Spoken on it", visit.protocol());
        info.serverName().ifPresent(name -> fact(html, "Name asked for", name));
        info.peerCertificates().stream()
                .findFirst()
                .ifPresent(leaf -> fact(
                        html, "Your certificate", leaf.getSubjectX500Principal().getName()));
        html.raw("</dl>");
    }

    private static String key(Visit visit, String name) {
        return visit.key()
                .map(life -> Words.revision(life.revision()) + ", "
                        + life.latest().role() + ", " + Words.time(life.age()) + " old")
                .orElse("0x" + name.substring(0, 8) + ", not known here");
    }

    private static void fact(Html html, String name, String value) {
        html.raw("<div>").element("dt", "", name).element("dd", "", value).raw("</div>");
    }

    private static void server(Html html, Figures.Snapshot figures) {
        long resumed = figures.totals().resumed();
        html.raw("<section>").element("h2", "", "All connections to this server");
        html.raw("<p class=\"big\">")
                .element("strong", "", Words.percent(resumed, figures.totals().done()))
                .text(" resumed")
                .raw("</p>");
        html.element(
                "p",
                "class=\"lead\"",
                Words.count(figures.totals().done(), "handshake") + " in " + Words.time(figures.upSeconds()) + ", "
                        + resumed + " of them resumed; " + figures.totals().failed() + " more failed.");
        Charts.handshakes(html, figures);
        html.raw("<table><caption>Since the start</caption><tbody>");
        for (var ending : Ending.values()) {
            row(html, ending.word(), ending.text(), figures.totals().of(ending));
        }
        figures.refusals().forEach((reason, count) -> row(html, "", "refused: " + reason, count));
        html.raw("</tbody></table></section>");
    }

    private static void row(Html html, String word, String text, long count) {
        html.raw("<tr><th scope=\"row\">");
        if (!word.isEmpty()) {
            html.raw("<span class=\"swatch " + word + "\"></span>");
        }
        html.text(text).raw("</th><td>" + count + "</td></tr>");
    }

    private static void keys(Html html, List<KeyHistory.Life> keys, long now) {
        html.raw("<section>").element("h2", "", "Ticket keys");
        if (keys.isEmpty()) {
            html.element("p", "class=\"lead\"", "No key yet: the first ticket makes one.");
        } else {
            html.element(
                    "p",
                    "class=\"lead\"",
                    "Tickets are sealed under the current key; the next and the previous one open tickets that others"
                            + " sealed, or this server earlier.");
            Charts.keys(html, keys, now);
        }
        html.raw("</section>");
    }
}
