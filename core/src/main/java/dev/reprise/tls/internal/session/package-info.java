/**
 * The one encoding of a session, in a client's file and inside a ticket: OpenSSL's SSL_SESSION in DER. Rule: knows the
 * fields and their order, never what they mean to a client or server; the secret lives in a Secret.
 */
@NullMarked
package dev.reprise.tls.internal.session;

import org.jspecify.annotations.NullMarked;
