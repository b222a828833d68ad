/**
 * A JSSE provider over Reprise's engine: programs that speak TLS by {@code SSLContext}, {@code SSLEngine} and {@code
 * SSLSocket} get it by registering {@link dev.reprise.tls.jsse.RepriseProvider}, and what JSSE has no words for by {@link
 * dev.reprise.tls.jsse.RepriseJsse} and {@link dev.reprise.tls.jsse.RepriseSession}. A shell: no protocol is in it.
 */
@NullMarked
package dev.reprise.tls.jsse;

import org.jspecify.annotations.NullMarked;
