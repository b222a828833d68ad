package dev.reprise.tls.internal.handshake.client;

import dev.reprise.tls.internal.handshake.Tls13State;

/** A client state; the sealed list is the client's whole state machine (RFC 9846 appendix A.1). */
public sealed interface ClientState extends Tls13State
        permits WaitServerHello,
                WaitServerHelloAfterRetry,
                WaitEncryptedExtensions,
                WaitCertificateOrCertificateRequest,
                WaitCertificate,
                WaitCertificateVerify,
                WaitFinished,
                Connected {}
