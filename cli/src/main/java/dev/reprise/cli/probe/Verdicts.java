package dev.reprise.cli.probe;

import dev.reprise.cli.probe.Finding.Level;
import dev.reprise.tls.spec.ProtocolVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Says what is well and what is not, in the words of operators. */
final class Verdicts {
    private static final Duration LONG_USE = Duration.ofDays(1);
    private static final Duration VERY_LONG_USE = Duration.ofDays(7);

    private final Health health;
    private final List<Finding> findings = new ArrayList<>();

    private Verdicts(Health health) {
        this.health = health;
    }

    /** Judge. */
    static List<Finding> of(Health health) {
        return new Verdicts(health).judge();
    }

    private List<Finding> judge() {
        reachable();
        if (health.open().isEmpty()) {
            return findings;
        }
        versions();
        for (var place : health.open()) {
            resumption(place);
        }
        groups();
        secrets();
        singleTries();
        return findings;
    }

    private void reachable() {
        for (var place : health.places.keySet()) {
            var visits = health.at(place);
            if (visits.succeeded().isEmpty() && !otherVersionWorks(place)) {
                findings.add(new Finding(
                        Level.BAD,
                        "unreachable",
                        place + ": "
                                + (visits.all.isEmpty()
                                        ? "not tried"
                                        : visits.all.get(0).failure()),
                        "nobody is served there",
                        "take the address out of the name, or start the server"));
            } else {
                long failed = (long) visits.all.size() - visits.succeeded().size();
                if (failed > 0 && !visits.succeeded().isEmpty()) {
                    findings.add(new Finding(
                            Level.BAD,
                            "failures",
                            "%s: %d of %d connections failed, for instance: %s"
                                    .formatted(place, failed, visits.all.size(), failure(visits)),
                            "every failed connection is a user's error or delay",
                            "see that server's log; behind a balancer, one of its nodes differs"));
                }
            }
        }
        if (health.unverified != null) {
            findings.add(new Finding(
                    Level.BAD,
                    "certificate",
                    "the certificate does not verify: " + health.unverified,
                    "clients that verify cannot connect",
                    "give --ca where the authority is a private one, else mend the chain that the server sends"));
        }
    }

    private static String failure(Health.Visits visits) {
        return visits.all.stream()
                .filter(visit -> !visit.succeeded())
                .map(visit -> String.valueOf(visit.failure()))
                .findFirst()
                .orElse("");
    }

    private boolean otherVersionWorks(Health.Place place) {
        return health.open().stream().anyMatch(open -> open.address().equals(place.address()));
    }

    private void versions() {
        var by = health.open().stream()
                .collect(Collectors.groupingBy(
                        Health.Place::address, Collectors.mapping(Health.Place::version, Collectors.toSet())));
        if (by.values().stream().noneMatch(versions -> versions.contains(ProtocolVersion.TLS_1_3))) {
            findings.add(
                    new Finding(
                            Level.WARN,
                            "version",
                            "no address speaks TLS 1.3",
                            "a round trip more for each new client, and no forward secrecy for resumed sessions",
                            "enable TLSv1.3 (nginx: ssl_protocols TLSv1.2 TLSv1.3; HAProxy: no ssl-max-ver; Java: it is on by default)"));
        } else if (Set.copyOf(by.values()).size() > 1 || mixedVersions()) {
            findings.add(new Finding(
                    Level.WARN,
                    "mixed-versions",
                    "not all nodes speak the same versions",
                    "a session of one node is of no use at another, and which a client meets is chance",
                    "bring all nodes to the same versions"));
        }
    }

    /** Behind one address, a version that now succeeds and now fails. */
    private boolean mixedVersions() {
        return health.open().stream()
                .anyMatch(place -> health.at(place).all.stream().anyMatch(Visit::versionRefused));
    }

    private void resumption(Health.Place place) {
        var visits = health.at(place);
        long offers = visits.offers();
        var tickets = visits.tickets();
        if (tickets.isEmpty()) {
            findings.add(
                    new Finding(
                            Level.WARN,
                            "no-sessions",
                            place + ": no session is handed out",
                            "every connection costs a full handshake: " + cost(visits),
                            "nginx: ssl_session_tickets on and, on several nodes, ssl_session_ticket_key; HAProxy: without "
                                    + "no-tls-tickets; OpenSSL: SSL_CTX_set_num_tickets above 0; Java: Reprise's sessionLifetime"));
            return;
        }
        if (offers == 0) {
            return;
        }
        long resumed = visits.resumptions();
        var rate = "%s: %d of %d offered sessions resumed".formatted(place, resumed, offers);
        if (resumed == offers) {
            findings.add(Finding.ok("resumption", rate + "; " + saved(visits)));
        } else {
            findings.add(new Finding(
                    Level.BAD,
                    "resumption",
                    rate + "; " + nodes(visits),
                    "each refusal is a full handshake: " + cost(visits),
                    remedy(visits)));
        }
        lifetimes(place, tickets);
    }

    private static String remedy(Health.Visits visits) {
        if (visits.keyGroups().size() < 2) {
            return "the server hands out sessions that it does not take back: look at lifetimes, at the session cache's size, "
                    + "and at session id contexts";
        }
        return visits.keysReplaced()
                ? "keep ticket keys over a restart, and let the old one open for as long as sessions live (nginx: several "
                        + "ssl_session_ticket_key; HAProxy: tls-ticket-keys; Java: --ticket-key-file)"
                : "nodes behind this address have different ticket keys: give all the same (nginx: ssl_session_ticket_key; "
                        + "HAProxy: tls-ticket-keys; Java: a shared TicketKeyRing)";
    }

    /** Say how many groups of nodes the ticket keys show, and by which key names. */
    private static String nodes(Health.Visits visits) {
        var groups = visits.keyGroups();
        if (groups.size() > 1 && visits.keysReplaced()) {
            return "the ticket key was replaced meanwhile, as by a restart, and the new one does not open what the old one "
                    + "sealed";
        }
        return groups.size() == 1
                ? "one ticket key name seen"
                : groups.size() + " groups of nodes with ticket keys of their own: "
                        + groups.stream()
                                .map(group -> group.stream()
                                        .map(name -> name.substring(0, Math.min(8, name.length())))
                                        .collect(Collectors.joining(", ", "{", "}")))
                                .collect(Collectors.joining(" "));
    }

    private void lifetimes(Health.Place place, List<Ticket> tickets) {
        var longest =
                tickets.stream().map(Ticket::lifetime).max(Duration::compareTo).orElse(Duration.ZERO);
        if (longest.compareTo(Duration.ofDays(2)) > 0) {
            findings.add(new Finding(
                    Level.WARN,
                    "lifetime",
                    place + ": sessions may be resumed for " + words(longest),
                    "so long a stolen ticket key opens recorded TLS 1.2 connections, and revoked clients come back",
                    "shorten it to a day or less (nginx: ssl_session_timeout; HAProxy: tune.ssl.lifetime)"));
        }
        if (tickets.stream().anyMatch(ticket -> ticket.maxEarlyData() > 0)) {
            findings.add(new Finding(
                    Level.WARN,
                    "early-data",
                    place + ": tickets allow early data",
                    "a request sent as early data can be replayed by anybody who records it (RFC 9846 section 8)",
                    "leave it on only where each request may come twice (nginx: ssl_early_data; RFC 8470)"));
        }
        if (place.version() == ProtocolVersion.TLS_1_2
                && tickets.stream().noneMatch(ticket -> ticket.session().extendedMasterSecret())) {
            findings.add(new Finding(
                    Level.WARN,
                    "extended-master-secret",
                    place + ": sessions are made without the extended master secret (RFC 7627)",
                    "modern clients do not resume them, and those that do can be spliced with another connection",
                    "update the TLS library; LibreSSL has none"));
        }
    }

    private void groups() {
        for (var version : List.of(ProtocolVersion.TLS_1_3, ProtocolVersion.TLS_1_2)) {
            var groups = health.groups(version);
            long places = groups.stream().mapToInt(Set::size).sum();
            if (groups.size() > 1) {
                findings.add(new Finding(
                        Level.BAD,
                        "shared-keys",
                        "%s: %d addresses form %d groups that do not resume each other's sessions: %s"
                                .formatted(version.displayName(), places, groups.size(), addresses(groups)),
                        "a client that meets another address than last time pays a full handshake",
                        "share the ticket keys among all (nginx: ssl_session_ticket_key; HAProxy: tls-ticket-keys; Java: "
                                + "a shared TicketKeyRing), with equal session id contexts"));
            } else if (places > 1) {
                findings.add(Finding.ok(
                        "shared-keys",
                        version.displayName() + ": all " + places + " addresses resume each other's sessions"));
            }
        }
    }

    private static String addresses(List<Set<Health.Place>> groups) {
        return groups.stream()
                .map(group -> group.stream()
                        .map(place -> place.address().getHostAddress())
                        .collect(Collectors.joining(", ", "{", "}")))
                .collect(Collectors.joining(" "));
    }

    private void secrets() {
        if (health.weakKey != null) {
            findings.add(new Finding(
                    Level.BAD,
                    "weak-key",
                    "tickets are sealed under a key that anybody can guess: " + health.weakKey,
                    "whoever records connections reads all of TLS 1.2's and takes over every session",
                    "replace the key now with random bytes (openssl rand 80), and treat what was sent as public"));
        }
        health.keyAges.forEach((name, age) -> {
            if (age.compareTo(LONG_USE) > 0) {
                findings.add(new Finding(
                        age.compareTo(VERY_LONG_USE) > 0 ? Level.BAD : Level.WARN,
                        "key-age",
                        "the ticket key " + name + " has been in use for " + words(age),
                        "its theft opens every TLS 1.2 connection of that time (RFC 9325 section 4.1.2 asks for regular change)",
                        "rotate it daily or more often: two keys open, one seals"));
            }
        });
    }

    private void singleTries() {
        if (health.otherName != null && health.resumedUnderOtherName) {
            findings.add(new Finding(
                    Level.WARN,
                    "other-name",
                    "a session is resumed under the name " + health.otherName + " as well",
                    "where virtual hosts ask for different client certificates, a session of one opens the other",
                    "give each policy its own session id context or ticket keys (nginx: CVE-2025-23419)"));
        }
        var refused =
                health.ages.entrySet().stream().filter(age -> !age.getValue()).findFirst();
        refused.ifPresentOrElse(
                age -> findings.add(Finding.ok("age", "a session of " + words(age.getKey()) + " was not resumed")),
                () -> health.ages.keySet().stream()
                        .max(Duration::compareTo)
                        .ifPresent(age ->
                                findings.add(Finding.ok("age", "a session of " + words(age) + " was still resumed"))));
    }

    private static String saved(Health.Visits visits) {
        double full = fastest(visits, false);
        double resumed = fastest(visits, true);
        return String.format(
                Locale.ROOT,
                "a handshake takes %.1f ms and %d bytes in full, %.1f ms and %d bytes resumed",
                full,
                bytes(visits, false),
                resumed,
                bytes(visits, true));
    }

    private static String cost(Health.Visits visits) {
        return String.format(Locale.ROOT, "%.1f ms and %d bytes here", fastest(visits, false), bytes(visits, false));
    }

    private static double fastest(Health.Visits visits, boolean resumed) {
        return visits.succeeded().stream()
                .filter(visit -> visit.resumed() == resumed)
                .mapToDouble(Visit::millis)
                .min()
                .orElse(0);
    }

    private static long bytes(Health.Visits visits, boolean resumed) {
        return visits.succeeded().stream()
                .filter(visit -> visit.resumed() == resumed)
                .mapToLong(visit -> visit.sent() + visit.received())
                .findFirst()
                .orElse(0);
    }

    /** Put a duration in its two largest units. */
    static String words(Duration duration) {
        if (duration.toDays() > 0) {
            return duration.toDays() + " d " + duration.toHoursPart() + " h";
        }
        if (duration.toHours() > 0) {
            return duration.toHours() + " h " + duration.toMinutesPart() + " min";
        }
        return duration.toMinutes() > 0
                ? duration.toMinutes() + " min " + duration.toSecondsPart() + " s"
                : duration.toSeconds() + " s";
    }
}
