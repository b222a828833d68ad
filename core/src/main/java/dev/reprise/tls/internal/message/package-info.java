/**
 * Handshake messages and extensions: records with parse and encode in the order of the RFC's structs, one file per
 * extension. Rule: a constructed record is syntactically legal; whether it is legal here and now is for the states.
 */
@NullMarked
package dev.reprise.tls.internal.message;

import org.jspecify.annotations.NullMarked;
