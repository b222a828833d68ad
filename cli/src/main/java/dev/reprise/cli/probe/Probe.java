package dev.reprise.cli.probe;

import dev.reprise.tls.session.Session;
import dev.reprise.tls.spec.ProtocolVersion;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Visits a server and fills its {@link Health}: per address and version a chain of connections, each offering what the one
 * before was given; then sessions of one place at each other; then what only single tries show.
 */
final class Probe {
    private static final List<ProtocolVersion> VERSIONS = List.of(ProtocolVersion.TLS_1_3, ProtocolVersion.TLS_1_2);
    /** A version that failed so often in a row is not tried again. */
    private static final int MAX_FAILURES = 3;

    private static final Duration FIRST_AGE = Duration.ofMinutes(1);

    private final Plan plan;
    private final Visitor visitor;
    private final Visitor.Pause pause;
    private final Consumer<String> progress;
    private final Health health = new Health();

    Probe(Plan plan, Visitor.Pause pause, Consumer<String> progress) {
        this.plan = plan;
        this.pause = pause;
        this.visitor = new Visitor(plan, pause);
        this.progress = progress;
    }

    /** Visit these addresses; what fails at one is told, and the others go on. */
    Health run(List<InetAddress> addresses) throws InterruptedException {
        for (var address : addresses) {
            for (var version : VERSIONS) {
                chain(new Health.Place(address, version));
            }
        }
        for (var from : health.open()) {
            for (var to : health.open()) {
                if (!from.equals(to) && from.version() == to.version()) {
                    cross(from, to);
                }
            }
        }
        useTwice();
        useUnderOtherName();
        health.weakKey = health.places.values().stream()
                .flatMap(visits -> visits.tickets().stream())
                .map(Ticket::weakKey)
                .filter(layout -> layout != null)
                .findFirst()
                .orElse(null);
        watchAges();
        health.unverified = visitor.unverified();
        health.connections = visitor.made();
        return health;
    }

    private void chain(Health.Place place) throws InterruptedException {
        Session held = null;
        int failures = 0;
        for (int i = 0; i < plan.connections() && failures < MAX_FAILURES && visitor.allowed(); i++) {
            progress.accept(place + ": connection " + (i + 1) + " of " + plan.connections());
            // The first two are in full: what the first one costs is partly this program's own beginning.
            var visit = visitor.visit(place.address(), place.version(), plan.serverName(), i < 2 ? null : held);
            health.at(place).all.add(visit);
            failures = visit.succeeded() ? 0 : failures + 1;
            if (!visit.tickets().isEmpty()) {
                held = visit.tickets().get(visit.tickets().size() - 1).session();
            } else if (!visit.resumed() || place.version() == ProtocolVersion.TLS_1_3) {
                held = null; // Spent, or refused.
            }
        }
    }

    /** A fresh full handshake's session, since TLS 1.3's are for one use. */
    private @Nullable Session fresh(Health.Place place) throws InterruptedException {
        if (!visitor.allowed() || health.at(place).tickets().isEmpty()) {
            return null;
        }
        var visit = visitor.visit(place.address(), place.version(), plan.serverName(), null);
        return visit.tickets().isEmpty() ? null : visit.tickets().get(0).session();
    }

    private void cross(Health.Place from, Health.Place to) throws InterruptedException {
        var session = fresh(from);
        if (session == null || !visitor.allowed()) {
            return;
        }
        progress.accept("a session of " + from + " at " + to.address().getHostAddress());
        var visit = visitor.visit(to.address(), to.version(), plan.serverName(), session);
        if (visit.succeeded()) {
            health.crossed.put(List.of(from, to), visit.resumed());
        }
    }

    private void useTwice() throws InterruptedException {
        for (var place : health.open()) {
            if (place.version() != ProtocolVersion.TLS_1_3 || health.at(place).resumptions() == 0) {
                continue;
            }
            var session = fresh(place);
            if (session == null || !visitor.allowed()) {
                return;
            }
            progress.accept("the same ticket twice");
            var first = visitor.visit(place.address(), place.version(), plan.serverName(), session);
            if (first.resumed() && visitor.allowed()) {
                health.reused = visitor.visit(place.address(), place.version(), plan.serverName(), session)
                        .resumed();
            }
            return;
        }
    }

    private void useUnderOtherName() throws InterruptedException {
        for (var place : health.open()) {
            var other = otherName(place);
            if (other == null || health.at(place).resumptions() == 0) {
                continue;
            }
            var session = fresh(place);
            if (session == null || !visitor.allowed()) {
                return;
            }
            progress.accept("a session under the name " + other);
            health.otherName = other;
            health.resumedUnderOtherName = visitor.visit(place.address(), place.version(), other, session)
                    .resumed();
            return;
        }
    }

    /** Return another name that the certificate has, so that offering the session there passes our own verification. */
    private @Nullable String otherName(Health.Place place) {
        for (var visit : health.at(place).succeeded()) {
            if (visit.info() != null && !visit.info().peerCertificates().isEmpty()) {
                return SubjectNames.dns(visit.info().peerCertificates().get(0)).stream()
                        .filter(name -> !name.equalsIgnoreCase(plan.serverName()))
                        .map(name -> name.startsWith("*.") ? "probe" + name.substring(1) : name)
                        .filter(name -> !name.equalsIgnoreCase(plan.serverName()))
                        .findFirst()
                        .orElse(null);
            }
        }
        return null;
    }

    /** Offer sessions of one moment at doubling ages until one is refused or the time is over. */
    private void watchAges() throws InterruptedException {
        if (plan.watch().isZero()) {
            return;
        }
        var place = health.open().stream()
                .filter(open -> health.at(open).resumptions() > 0)
                .findFirst();
        if (place.isEmpty()) {
            return;
        }
        var steps = new ArrayList<Duration>();
        for (var age = FIRST_AGE; age.compareTo(plan.watch()) < 0; age = age.multipliedBy(2)) {
            steps.add(age);
        }
        steps.add(plan.watch());
        var sessions = new ArrayList<Session>();
        for (int i = 0; i < steps.size(); i++) {
            var session = fresh(place.get());
            if (session == null) {
                return;
            }
            sessions.add(session);
        }
        long began = System.nanoTime();
        for (int i = 0; i < steps.size(); i++) {
            progress.accept("waiting until sessions are " + steps.get(i) + " old");
            pause.sleep(Math.max(0, steps.get(i).toNanos() - (System.nanoTime() - began)));
            if (!visitor.allowed()) {
                return;
            }
            var visit = visitor.visit(place.get().address(), place.get().version(), plan.serverName(), sessions.get(i));
            health.ages.put(steps.get(i), visit.resumed());
            if (!visit.resumed()) {
                return;
            }
        }
    }
}
