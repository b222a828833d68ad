package dev.reprise.tls.internal.handshake.server.tls12;

import dev.reprise.tls.internal.handshake.Tls12State;

/** A server state of TLS 1.2; the sealed list is all that follows the choice of the version. */
public sealed interface Tls12ServerState extends Tls12State
        permits Tls12WaitCertificate,
                WaitClientKeyExchange,
                Tls12WaitCertificateVerify,
                WaitChangeCipherSpec,
                Tls12WaitFinished,
                Tls12Connected {}
