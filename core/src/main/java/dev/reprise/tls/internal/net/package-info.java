/**
 * What carries a connection's bytes: how a host is reached, sockets, channels, callbacks, and the bound on a write. Rule: no
 * protocol in it, and nothing but these is known of a connection.
 */
@NullMarked
package dev.reprise.tls.internal.net;

import org.jspecify.annotations.NullMarked;
