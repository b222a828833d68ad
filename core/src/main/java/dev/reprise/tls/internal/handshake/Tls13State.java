package dev.reprise.tls.internal.handshake;

import dev.reprise.tls.spec.TlsException;

/** A state of TLS 1.3, or one in which the version is still to be chosen. */
public interface Tls13State extends State {
    /**
     * Drop the dummy change_cipher_spec, legal from the first ClientHello until the peer's Finished (RFC 9846 section 5);
     * before and after, a state refuses it.
     */
    @Override
    default State onChangeCipherSpec(Output output) throws TlsException {
        return this;
    }
}
