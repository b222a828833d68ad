/**
 * Carry TCP connections from a listening port to another place, with TLS on one of the two sides. Rule: a connection holds
 * bounded memory and time whatever its peers do, and no failure of one ends another.
 */
@NullMarked
package dev.reprise.cli.tunnel;

import org.jspecify.annotations.NullMarked;
