package dev.reprise.cli.web;

import dev.reprise.tls.spec.ConnectionInfo;
import java.util.Optional;

/**
 * The connection that a page is asked for on.
 *
 * @param info how it came about
 * @param protocol what is spoken on it, such as {@code HTTP/2.0}
 * @param key the ring's account of the key of the ticket offered, empty when none was or the key is not known
 * @param tickets whether this server issues tickets
 */
record Visit(ConnectionInfo info, String protocol, Optional<KeyHistory.Life> key, boolean tickets) {}
