/**
 * The health of a server's session resumption, from outside: visits it, compares what came back, and says what to
 * change. Rule: uses the public API of the library alone.
 */
@NullMarked
package dev.reprise.cli.probe;

import org.jspecify.annotations.NullMarked;
