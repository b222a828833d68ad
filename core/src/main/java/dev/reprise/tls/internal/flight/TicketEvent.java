package dev.reprise.tls.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** What became of a session ticket. Made only where {@link Flight#tickets} says so. */
@Name("dev.reprise.Ticket")
@Label("TLS Session Ticket")
@Category({"Reprise", "TLS"})
@Description("A session ticket that was issued, withheld, accepted, refused or received")
@StackTrace(false)
public final class TicketEvent extends Event {
    @Label("Peer Host")
    public @Nullable String peerHost;

    @Label("Peer Port")
    public int peerPort;

    @Label("Event")
    @Description("issued, withheld, accepted or refused by a server; received by a client")
    public @Nullable String event;

    @Label("Reason")
    @Description("Why it was withheld or refused")
    public @Nullable String reason;

    @Label("Lifetime")
    @Description("How long an issued ticket is good for")
    @Timespan(Timespan.SECONDS)
    public long lifetime;
}
