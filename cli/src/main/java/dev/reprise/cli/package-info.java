/**
 * The {@code reprise} command: a demonstration, an echo server, a client, and the care of session and ticket key files.
 * Rule: protocol, sessions and tickets are the library's; here are arguments, files of keys, processes and text.
 */
@NullMarked
package dev.reprise.cli;

import org.jspecify.annotations.NullMarked;
