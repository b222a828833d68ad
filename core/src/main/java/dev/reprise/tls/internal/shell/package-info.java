/**
 * The hidden door from configs to the shells in other modules, which answer the handshake's questions in their own way and
 * begin with what a config holds. As in {@code internal.access}: no logic here, and no way in but for what has to stay hidden.
 */
@NullMarked
package dev.reprise.tls.internal.shell;

import org.jspecify.annotations.NullMarked;
