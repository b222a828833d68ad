package dev.reprise.tls.internal.handshake.server;

import dev.reprise.tls.internal.handshake.Tls13State;

/** A server state; the sealed list is the server's whole state machine (RFC 9846 appendix A.2). */
public sealed interface ServerState extends Tls13State
        permits WaitClientHello,
                WaitSecondClientHello,
                WaitCertificate,
                WaitCertificateVerify,
                WaitFinished,
                Connected {}
