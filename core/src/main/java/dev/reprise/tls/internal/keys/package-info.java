/**
 * The key schedules of TLS 1.3 (RFC 9846 section 7), one type per stage, and of TLS 1.2 (RFC 5246 sections 6.3 and 8), and
 * the transcript hash. Rule: a stage offers only the derivations the RFC gives it, and moving on closes the stage before.
 */
@NullMarked
package dev.reprise.tls.internal.keys;

import org.jspecify.annotations.NullMarked;
