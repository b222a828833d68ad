/**
 * The resumption API: sessions with their DER and PEM forms, where clients keep them, and the ring of keys under which
 * servers seal them. Rules: files are touched by SessionFile alone; no exported type shows a secret or an internal type,
 * and what handshakes need of them goes through {@code Inside}.
 */
@NullMarked
package dev.reprise.tls.session;

import org.jspecify.annotations.NullMarked;
