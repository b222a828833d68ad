package dev.reprise.cli.probe;

import dev.reprise.cli.Text;
import dev.reprise.cli.probe.Finding.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Puts what was seen and the verdicts on a page, into one JSON object, or into Prometheus's text format. */
final class ProbeReport {
    private final Plan plan;
    private final Health health;
    private final List<Finding> findings;

    ProbeReport(Plan plan, Health health, List<Finding> findings) {
        this.plan = plan;
        this.health = health;
        this.findings = findings;
    }

    /** Return the worst level. */
    Level worst() {
        return findings.stream().map(Finding::level).max(Level::compareTo).orElse(Level.OK);
    }

    /** Return a page of plain words. */
    String text() {
        var page = new StringBuilder();
        page.append("%s:%d, %d connections%n".formatted(plan.host(), plan.port(), health.connections));
        for (var place : health.places.keySet()) {
            var visits = health.at(place);
            page.append('\n').append(place).append('\n');
            if (visits.succeeded().isEmpty()) {
                page.append("  ")
                        .append(
                                visits.all.isEmpty()
                                        ? "not tried"
                                        : visits.all.get(0).failure())
                        .append('\n');
                continue;
            }
            var info = visits.succeeded().get(0).info();
            if (info != null) {
                page.append("  ").append(info.cipherSuite().name());
                info.group().ifPresent(group -> page.append(", ").append(group.name()));
                page.append(", first handshake ")
                        .append(info.handshakeKind().toString().toLowerCase(Locale.ROOT))
                        .append('\n');
            }
            var tickets = visits.tickets();
            if (!tickets.isEmpty()) {
                var first = tickets.get(0);
                page.append("  ")
                        .append(
                                first.bytes() == 0
                                        ? "session ids"
                                        : tickets.size() + " tickets in "
                                                + visits.succeeded().size() + " connections, " + first.bytes()
                                                + " bytes")
                        .append(", lifetime ")
                        .append(Verdicts.words(first.lifetime()))
                        .append('\n');
                page.append("  key names: ")
                        .append(String.join(", ", visits.keyNames()))
                        .append('\n');
            }
            page.append("  resumed ")
                    .append(visits.resumptions())
                    .append(" of ")
                    .append(visits.offers())
                    .append('\n');
        }
        if (health.reused != null) {
            page.append("\nThe same TLS 1.3 ticket a second time: ")
                    .append(health.reused ? "resumed" : "refused")
                    .append('\n');
        }
        page.append('\n');
        for (var finding : findings) {
            page.append("%-4s %s%n".formatted(finding.level(), finding.seen()));
            if (!finding.cost().isEmpty()) {
                page.append("     cost: ").append(finding.cost()).append('\n');
                page.append("     change: ").append(finding.change()).append('\n');
            }
        }
        page.append("\nverdict: ").append(worst()).append('\n');
        return page.toString();
    }

    /** Return one JSON object on one line. */
    String json() {
        var places = new ArrayList<String>();
        for (var place : health.places.keySet()) {
            var visits = health.at(place);
            var names = visits.keyNames().stream().map(Text::json).toList();
            places.add(
                    "{\"address\":%s,\"version\":%s,\"connections\":%d,\"succeeded\":%d,\"offered\":%d,\"resumed\":%d,\"tickets\":%d,\"keyNames\":[%s]}"
                            .formatted(
                                    Text.json(place.address().getHostAddress()),
                                    Text.json(place.version().displayName()),
                                    visits.all.size(),
                                    visits.succeeded().size(),
                                    visits.offers(),
                                    visits.resumptions(),
                                    visits.tickets().size(),
                                    String.join(",", names)));
        }
        var judged = findings.stream()
                .map(finding -> "{\"level\":%s,\"id\":%s,\"seen\":%s,\"cost\":%s,\"change\":%s}"
                        .formatted(
                                Text.json(finding.level().name()),
                                Text.json(finding.id()),
                                Text.json(finding.seen()),
                                Text.json(finding.cost()),
                                Text.json(finding.change())))
                .toList();
        return "{\"host\":%s,\"port\":%d,\"connections\":%d,\"verdict\":%s,\"places\":[%s],\"findings\":[%s]}"
                .formatted(
                        Text.json(plan.host()),
                        plan.port(),
                        health.connections,
                        Text.json(worst().name()),
                        String.join(",", places),
                        String.join(",", judged));
    }

    /** Return metrics as a textfile collector takes them. */
    String prometheus() {
        var target = "target=" + Text.json(plan.host() + ":" + plan.port());
        var text = new StringBuilder("# TYPE reprise_probe_verdict gauge\n");
        int verdict = switch (worst()) {
            case OK -> 0;
            case WARN -> 1;
            case BAD -> 2;
        };
        text.append("reprise_probe_verdict{%s} %d%n".formatted(target, verdict));
        text.append("# TYPE reprise_probe_offered gauge\n# TYPE reprise_probe_resumed gauge\n");
        for (var place : health.places.keySet()) {
            var labels = target + ",address=" + Text.json(place.address().getHostAddress()) + ",version="
                    + Text.json(place.version().displayName());
            text.append("reprise_probe_offered{%s} %d%n"
                    .formatted(labels, health.at(place).offers()));
            text.append("reprise_probe_resumed{%s} %d%n"
                    .formatted(labels, health.at(place).resumptions()));
        }
        text.append("# TYPE reprise_probe_ticket_key_age_seconds gauge\n");
        health.keyAges.forEach((name, age) -> text.append("reprise_probe_ticket_key_age_seconds{%s,key=%s} %d%n"
                .formatted(target, Text.json(name), age.toSeconds())));
        return text.toString();
    }
}
