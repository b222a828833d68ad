package dev.reprise.cli.web;

import java.util.List;

/** Write figures in Prometheus's text format, version 0.0.4. */
final class MetricsText {
    private MetricsText() {}

    /** Return all of them. */
    static String of(Figures.Snapshot figures, List<KeyHistory.Life> keys) {
        var text = new StringBuilder();
        head(text, "reprise_handshakes_total", "counter", "Handshakes by how they ended.");
        for (var ending : Ending.values()) {
            line(
                    text,
                    "reprise_handshakes_total",
                    "ending=\"" + ending.word() + "\"",
                    figures.totals().of(ending));
        }
        head(text, "reprise_tickets_refused_total", "counter", "Tickets that were offered and not taken, by reason.");
        figures.refusals()
                .forEach((reason, count) ->
                        line(text, "reprise_tickets_refused_total", "reason=\"" + reason + "\"", count));
        head(text, "reprise_ticket_key_age_seconds", "gauge", "Age of each ticket key, by what it is good for.");
        for (var key : keys) {
            line(
                    text,
                    "reprise_ticket_key_age_seconds",
                    "revision=\"" + Words.revision(key.revision()) + "\",role=\""
                            + key.latest().role() + "\"",
                    key.age());
        }
        head(text, "reprise_up_seconds", "gauge", "Time since the start.");
        return text.append("reprise_up_seconds ")
                .append(figures.upSeconds())
                .append('\n')
                .toString();
    }

    private static void head(StringBuilder text, String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private static void line(StringBuilder text, String name, String labels, long value) {
        text.append(name).append('{').append(labels).append("} ").append(value).append('\n');
    }
}
