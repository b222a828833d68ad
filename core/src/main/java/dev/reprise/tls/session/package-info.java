/**
 * The resumption API: sessions with their DER and PEM forms, where clients keep them, and the ring of keys under which
 * servers seal them. Rule: files are touched by SessionFile alone.
 */
@NullMarked
package dev.reprise.tls.session;

import org.jspecify.annotations.NullMarked;
