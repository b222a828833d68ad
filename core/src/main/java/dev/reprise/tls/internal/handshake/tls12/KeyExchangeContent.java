package dev.reprise.tls.internal.handshake.tls12;

import dev.reprise.tls.internal.message.ServerKeyExchange;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Writer;

/** Builds what a ServerKeyExchange signs (RFC 8422 section 5.4): both randoms and the server's parameters. */
public final class KeyExchangeContent {
    private KeyExchangeContent() {}

    /** Return the signed bytes for a group's code point and an ephemeral public key. */
    public static byte[] of(Bytes clientRandom, Bytes serverRandom, int group, Bytes publicKey) {
        var w = new Writer().bytes(clientRandom).bytes(serverRandom);
        ServerKeyExchange.encodeParams(group, publicKey, w);
        return w.toArray();
    }
}
