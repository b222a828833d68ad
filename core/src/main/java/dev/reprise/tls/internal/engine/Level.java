package dev.reprise.tls.internal.engine;

/**
 * What protects handshake bytes, in the order in which a connection moves through: what RFC 9001 section 4 calls encryption
 * levels. Early data has none here, as it is never sent nor accepted. TLS 1.2 goes from the first to the last at once.
 */
public enum Level {
    /** No keys yet: the hellos. */
    INITIAL,
    /** The handshake traffic keys of TLS 1.3. */
    HANDSHAKE,
    /** The keys of application data; in TLS 1.2 the only ones. */
    APPLICATION;

    /** Return the level that the next keys bring. */
    Level next() {
        return this == INITIAL ? HANDSHAKE : APPLICATION;
    }
}
