/**
 * What the engine and its user both speak of: the RFC's vocabulary, reasons and exceptions, and plain values that cross
 * the border. Rule: depends on nothing else in Reprise and does no I/O.
 */
@NullMarked
package dev.reprise.tls.spec;

import org.jspecify.annotations.NullMarked;
