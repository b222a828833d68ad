package dev.reprise.cli.probe;

import dev.reprise.tls.session.Peer;
import dev.reprise.tls.session.Session;
import dev.reprise.tls.session.SessionStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Offers one session, whoever it was made with, and collects those that come: a store for one connection. That a session
 * is offered to an address or under a name that it was not made with is what a probe is for.
 */
final class OneSession implements SessionStore {
    private final @Nullable Session offered;
    private final List<Ticket> received = new ArrayList<>();

    OneSession(@Nullable Session offered) {
        this.offered = offered;
    }

    /** Hand over what has come so far. */
    synchronized List<Ticket> tickets() {
        var all = List.copyOf(received);
        received.clear();
        return all;
    }

    @Override
    public synchronized @Nullable Session take(Peer peer, Function<Session, Verdict> check) {
        return offered == null || check.apply(offered) != Verdict.OFFER ? null : offered.copy();
    }

    @Override
    public synchronized void put(Peer peer, Session session) {
        received.add(Ticket.of(session.copy()));
    }

    @Override
    public void forget(Peer peer, Session refused) {}
}
