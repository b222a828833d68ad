package dev.reprise.tls.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Unsigned;
import org.jspecify.annotations.Nullable;

/** A ticket key whose role has changed. Made only where {@link Flight#ticketKeyChanges} says so. */
@Name("dev.reprise.TicketKeyChange")
@Label("TLS Ticket Key Change")
@Category({"Reprise", "TLS"})
@Description("A key that seals session tickets was added, changed its role, or was wiped")
@StackTrace(false)
public final class TicketKeyChangeEvent extends Event {
    @Label("Revision")
    @Description("First four bytes of the key's name")
    @Unsigned
    public int revision;

    @Label("Before")
    @Description("Role before: next, current, previous or forgotten; absent when the key is new")
    public @Nullable String before;

    @Label("After")
    @Description("Role after; absent when not even the name is known any more")
    public @Nullable String after;
}
