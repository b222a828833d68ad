/**
 * The TLS 1.3 key schedule (RFC 9846 section 7), one type per stage, and the transcript hash. Rule: a stage offers only
 * the derivations the RFC gives it, and moving on closes the stage before.
 */
@NullMarked
package dev.reprise.tls.internal.keys;

import org.jspecify.annotations.NullMarked;
