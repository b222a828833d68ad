/**
 * What a user touches: configs built once, a client, a server, connections that block and an engine that does not. Rule:
 * no protocol here; files, sockets and the system's clocks are used here and in the session file alone.
 */
@NullMarked
package dev.reprise.tls;

import org.jspecify.annotations.NullMarked;
