package dev.reprise.tls.internal.ticket;

/** Say what a server wants of its clients' certificates. */
public enum ClientAuthentication {
    /** None is asked for. */
    NONE,
    /** One is asked for and verified when it comes. */
    OPTIONAL,
    /** No connection without a verified one. */
    REQUIRED
}
