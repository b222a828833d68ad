/**
 * What carries a connection's bytes: sockets, channels, and the bound on a write. Rule: no protocol in it, and nothing
 * but these three is known of a connection.
 */
@NullMarked
package dev.reprise.tls.internal.net;

import org.jspecify.annotations.NullMarked;
