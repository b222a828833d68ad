/**
 * Runs Reprise against other people's TLS, in both roles, and prints one table of what was seen. Rule: a peer's programs,
 * options and words stay in that peer's own class; our own side is used through the public API and the command only.
 */
@NullMarked
package dev.reprise.interop;

import org.jspecify.annotations.NullMarked;
