/**
 * Access for shells in other modules to what configs keep package-private: a shell begins with what a config holds, and answers
 * the handshake's questions in its own way. Rule, as in {@code internal.access}: no logic here, and nothing that could be public.
 */
@NullMarked
package dev.reprise.tls.internal.shell;

import org.jspecify.annotations.NullMarked;
