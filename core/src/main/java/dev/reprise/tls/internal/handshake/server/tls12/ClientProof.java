package dev.reprise.tls.internal.handshake.server.tls12;

import dev.reprise.tls.internal.cert.VerifiedChain;
import dev.reprise.tls.internal.handshake.PeerChain;
import dev.reprise.tls.internal.handshake.tls12.KeptMessages;

/**
 * What a client that has shown a certificate still has to prove: that it owns the key.
 *
 * @param chain its certificates
 * @param path the verified path
 * @param kept the messages it has to sign
 */
record ClientProof(PeerChain chain, VerifiedChain path, KeptMessages kept) {}
