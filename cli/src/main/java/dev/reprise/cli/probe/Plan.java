package dev.reprise.cli.probe;

import dev.reprise.tls.spec.Identity;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a probe is to do.
 *
 * @param host the server's name or address
 * @param port its port
 * @param serverName the name to ask for and to find in the certificate
 * @param connections how many connections an address and version gets
 * @param perSecond how many connections a second are made at most
 * @param most how many connections are made at most
 * @param watch for how long a session's age is watched, zero for not at all
 * @param startTls what precedes TLS, null for nothing
 * @param ca who is trusted, null for the Java runtime's roots
 * @param identity our own certificate, null for none
 */
record Plan(
        String host,
        int port,
        String serverName,
        int connections,
        double perSecond,
        int most,
        Duration watch,
        @Nullable StartTls startTls,
        @Nullable Path ca,
        @Nullable Identity identity) {}
