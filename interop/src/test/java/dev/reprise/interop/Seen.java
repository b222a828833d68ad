package dev.reprise.interop;

/**
 * What our side saw of a connection.
 *
 * @param version the version's name, such as {@code TLSv1.3}
 * @param told full or resumed
 * @param clientCertificate whether the client's certificate is known, now or from the first connection; on a client what
 *     the server asked for is not known, so there it is always true
 * @param reply what the server answered, when our side is the client; else empty
 */
record Seen(String version, Told told, boolean clientCertificate, String reply) {}
