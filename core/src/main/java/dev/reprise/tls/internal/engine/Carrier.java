package dev.reprise.tls.internal.engine;

import dev.reprise.tls.internal.keys.DirectionKeys;
import dev.reprise.tls.internal.keys.TrafficSecret;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.TlsException;

/**
 * What carries a handshake: takes the messages that {@link HandshakeDriver} has to send and the keys that both directions
 * get. Records do it here (RFC 9846 section 5); the frames of another protocol can (RFC 9001 section 4), to which what only
 * records know means nothing.
 */
public interface Carrier {
    /** Send a whole handshake message, header included, at a level, which is that of the last write keys. */
    void send(Level level, Bytes message);

    /** Let go what was sent: the step that sent it is over. */
    void flush() throws TlsException;

    /** Protect what comes from now on; the level's secret passes to this. */
    void installReadKeys(Level level, TrafficSecret secret, CipherSuite suite) throws TlsException;

    /** Protect what is sent from now on; the level's secret passes to this. */
    void installWriteKeys(Level level, TrafficSecret secret, CipherSuite suite) throws TlsException;

    /** Protect what comes from now on as TLS 1.2 does; the keys pass to this. */
    void installReadKeys(DirectionKeys keys, CipherSuite suite) throws TlsException;

    /** Send change_cipher_spec and protect what follows it as TLS 1.2 does; the keys pass to this. */
    void installWriteKeys(DirectionKeys keys, CipherSuite suite) throws TlsException;

    /** Send the dummy change_cipher_spec of records (RFC 9846 appendix E.4). */
    void sendChangeCipherSpec() throws TlsException;

    /** Put at most this much content into each record from now on. */
    void limitOwnRecords(int maxContent);

    /** Put at most so much content into each protected record from now on, and take no more (RFC 8449 section 4). */
    void limitRecords(int sent, int received);

    /** Move the read keys on to the next generation (RFC 9846 section 4.7.3). */
    void updateReadKeys() throws TlsException;

    /** Owe the peer a KeyUpdate. */
    void answerKeyUpdate();

    /** Owe the peer a no_renegotiation warning (RFC 5246 section 7.2.2). */
    void refuseRenegotiation();

    /** Return how many records of application data were sent; 0 where nobody counts. */
    long dataSent();

    /** Drop early data of up to so many bytes (RFC 9846 section 4.3.10). */
    void skipEarlyData(int maxBytes);
}
