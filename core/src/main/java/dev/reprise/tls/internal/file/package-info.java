/**
 * Files that hold secrets: their owner and mode (0600), their lock, and their replacement as a whole. Rule: knows nothing
 * of what stands in them.
 */
@NullMarked
package dev.reprise.tls.internal.file;

import org.jspecify.annotations.NullMarked;
