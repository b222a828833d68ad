/**
 * The state machine (RFC 9846 appendix A): one small type per awaited message, the settings the states read, and the
 * Output they speak through. Rule: states see no buffer, record, socket or store, and send no alert.
 */
@NullMarked
package dev.reprise.tls.internal.handshake;

import org.jspecify.annotations.NullMarked;
