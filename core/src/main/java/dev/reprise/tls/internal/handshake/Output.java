package dev.reprise.tls.internal.handshake;

import dev.reprise.tls.internal.keys.DirectionKeys;
import dev.reprise.tls.internal.keys.Exporter;
import dev.reprise.tls.internal.keys.TrafficSecret;
import dev.reprise.tls.internal.message.HandshakeMessage;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.TlsException;

/** What states speak through. The engine implements it; tests put recorded bytes in its place. */
public interface Output {
    /** Send a handshake message under the current write keys; answer its encoding, header included, for the transcript. */
    Bytes send(HandshakeMessage message);

    /** Send a message that is already encoded (the ClientHello, whose binders cover its own bytes). */
    Bytes send(Bytes encodedMessage);

    /** Send the dummy change_cipher_spec of middlebox compatibility mode (RFC 9846 appendix E.4). */
    void sendChangeCipherSpec();

    /**
     * Protect what comes from now on; the secret passes to the engine.
     *
     * @throws TlsException when handshake bytes of the old keys are left over (RFC 9846 section 5.1)
     */
    void installReadKeys(TrafficSecret secret, CipherSuite suite) throws TlsException;

    /** Protect what is sent from now on; the secret passes to the engine. */
    void installWriteKeys(TrafficSecret secret, CipherSuite suite);

    /**
     * Protect what comes from now on as TLS 1.2 does; the keys pass to the engine.
     *
     * @throws TlsException when a part of a message is left over
     */
    void installReadKeys(DirectionKeys keys, CipherSuite suite) throws TlsException;

    /** Send change_cipher_spec and protect what follows it as TLS 1.2 does; the keys pass to the engine. */
    void installWriteKeys(DirectionKeys keys, CipherSuite suite);

    /** Put at most this much content into each record from now on. */
    void limitOwnRecords(int maxContent);

    /**
     * Put at most so much content into each protected record from now on, and take no more in one: both sides have told
     * their limits (RFC 8449 section 4).
     */
    void limitRecords(int sent, int received);

    /**
     * Owe the peer a no_renegotiation warning (RFC 5246 section 7.2.2), to be sent before our next record; many requests
     * are answered by one.
     */
    void refuseRenegotiation();

    /**
     * Move the read keys on to the next generation (RFC 9846 section 4.7.3).
     *
     * @throws TlsException when handshake bytes of the old keys are left over
     */
    void updateReadKeys() throws TlsException;

    /** Owe the peer one KeyUpdate, to be sent before our next record; many requests are answered by one. */
    void answerKeyUpdate();

    /**
     * Drop the client's early data, which we never accept: protected records that do not open, or application data
     * before a second ClientHello, up to this many bytes (RFC 9846 section 4.3.10).
     */
    void skipEarlyData(int maxBytes);

    /** Keep what exports keying material of this connection until it closes; it passes to the engine. */
    void installExporter(Exporter exporter);

    /** Report what the shell and the user want to know. */
    void report(Event event);
}
