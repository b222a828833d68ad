package dev.reprise.tls.internal.flight;

import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;

/**
 * Tells whether Java Flight Recorder wants to hear of something. Whoever has an event asks first, so that nothing is made
 * for nobody. Thread-safe; the answers allocate nothing.
 */
public final class Flight {
    private static final boolean PRESENT = present();

    private Flight() {}

    private static boolean present() {
        try {
            return FlightRecorder.isAvailable();
        } catch (LinkageError e) {
            return false; // A runtime without the module jdk.jfr, or a program whose modules leave it out.
        }
    }

    /** Tell whether handshakes are recorded. */
    public static boolean handshakes() {
        return recording() && Handshakes.TYPE.isEnabled();
    }

    /** Tell whether tickets are recorded. */
    public static boolean tickets() {
        return recording() && Tickets.TYPE.isEnabled();
    }

    /** Tell whether changes of ticket keys are recorded. */
    public static boolean ticketKeyChanges() {
        return recording() && KeyChanges.TYPE.isEnabled();
    }

    /** Asking for an event's type starts the recorder's machinery, which programs that never record are to be spared. */
    private static boolean recording() {
        return PRESENT && FlightRecorder.isInitialized();
    }

    private static final class Handshakes {
        static final EventType TYPE = EventType.getEventType(HandshakeEvent.class);
    }

    private static final class Tickets {
        static final EventType TYPE = EventType.getEventType(TicketEvent.class);
    }

    private static final class KeyChanges {
        static final EventType TYPE = EventType.getEventType(TicketKeyChangeEvent.class);
    }
}
