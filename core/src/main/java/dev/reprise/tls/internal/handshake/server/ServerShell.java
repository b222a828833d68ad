package dev.reprise.tls.internal.handshake.server;

/** Decides for a server by what a shell's user has set for one connection, or by the user's own code. */
public non-sealed interface ServerShell extends ServerDecisions {}
