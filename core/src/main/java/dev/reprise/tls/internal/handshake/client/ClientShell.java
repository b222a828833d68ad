package dev.reprise.tls.internal.handshake.client;

/** Decides for a client by what a shell's user has set for one connection. */
public non-sealed interface ClientShell extends ClientDecisions {}
