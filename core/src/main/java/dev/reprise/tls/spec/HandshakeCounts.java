package dev.reprise.tls.spec;

import java.time.Duration;
import java.util.Map;

/**
 * Count what has happened to the connections of a config, on one side, since it was built: an immutable snapshot. Numbers
 * only grow. What has not happened stands in no map. Of counts that belong together some may be newer than others by the
 * connections of a moment.
 *
 * @param established handshakes that are done
 * @param handshakeTime what they have taken together, each from its ClientHello on
 * @param failed handshakes that we have ended, by our reason
 * @param failedByPeer handshakes that the peer has ended, by its alert: the RFC's name, or the number of one without
 * @param failedByEnd handshakes that have ended with the transport
 * @param ticketsRefused server: handshakes whose tickets were all refused, by the reason
 * @param notOffered client: handshakes without a session to resume, by the reason
 * @param ticketsIssued server: tickets sent
 * @param ticketsWithheld server: tickets due and not sent, by the reason
 * @param ticketsReceived client: tickets that came
 */
public record HandshakeCounts(
        Map<Established, Long> established,
        Duration handshakeTime,
        Map<Reason, Long> failed,
        Map<String, Long> failedByPeer,
        long failedByEnd,
        Map<TicketRefusal, Long> ticketsRefused,
        Map<NotOffered, Long> notOffered,
        long ticketsIssued,
        Map<TicketWithheld, Long> ticketsWithheld,
        long ticketsReceived) {

    /**
     * A way to be established.
     *
     * @param version the protocol version
     * @param kind full or resumed, with or without a retry
     */
    public record Established(ProtocolVersion version, HandshakeKind kind) {}

    /** Copy the maps. */
    public HandshakeCounts {
        established = Map.copyOf(established);
        failed = Map.copyOf(failed);
        failedByPeer = Map.copyOf(failedByPeer);
        ticketsRefused = Map.copyOf(ticketsRefused);
        notOffered = Map.copyOf(notOffered);
        ticketsWithheld = Map.copyOf(ticketsWithheld);
    }

    /** Return how many handshakes are done that have resumed a session. */
    public long resumed() {
        return established.entrySet().stream()
                .filter(entry -> entry.getKey().kind().resumed())
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Return how many handshakes are done. */
    public long done() {
        return established.values().stream().mapToLong(Long::longValue).sum();
    }
}
