package dev.reprise.tls.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import jdk.jfr.Unsigned;
import org.jspecify.annotations.Nullable;

/**
 * A handshake that is done, or has failed. The first five fields are those of the JDK's {@code jdk.TLSHandshake}, which no
 * provider but SunJSSE can emit. Made only where {@link Flight#handshakes} says so.
 */
@Name("dev.reprise.Handshake")
@Label("TLS Handshake")
@Category({"Reprise", "TLS"})
@Description("A TLS handshake of Reprise that is done or has failed")
@StackTrace(false)
public final class HandshakeEvent extends Event {
    @Label("Peer Host")
    public @Nullable String peerHost;

    @Label("Peer Port")
    public int peerPort;

    @Label("Protocol Version")
    public @Nullable String protocolVersion;

    @Label("Cipher Suite")
    public @Nullable String cipherSuite;

    @Label("Certificate Id")
    @Description("Peer certificate's id, as of jdk.X509Certificate")
    @Unsigned
    public long certificateId;

    @Label("Client")
    @Description("Whether our side is the client")
    public boolean client;

    @Label("Resumed")
    public boolean resumed;

    @Label("Kind")
    @Description("Full or resumed, with or without a HelloRetryRequest")
    public @Nullable String kind;

    @Label("Group")
    @Description("Key exchange group")
    public @Nullable String group;

    @Label("Application Protocol")
    public @Nullable String applicationProtocol;

    @Label("Server Name")
    public @Nullable String serverName;

    @Label("Ticket Refusal")
    @Description("Server: why the tickets offered were refused")
    public @Nullable String ticketRefusal;

    @Label("Not Offered")
    @Description("Client: why no session was offered")
    public @Nullable String notOffered;

    @Label("Handshake Time")
    @Description("From the ClientHello to the end of the handshake")
    @Timespan(Timespan.NANOSECONDS)
    public long handshakeTime;

    @Label("Failure")
    @Description("Why the handshake failed; absent when it is done")
    public @Nullable String failure;
}
