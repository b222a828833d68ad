/**
 * Drives states and records: one way in, one way out, the one alert. Rule: does no I/O but through the {@link RecordSink} that
 * it is given, starts no thread, reads no clock, and never looks inside a message.
 */
@NullMarked
package dev.reprise.tls.internal.engine;

import org.jspecify.annotations.NullMarked;
