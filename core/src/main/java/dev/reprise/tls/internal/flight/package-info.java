/**
 * Java Flight Recorder's events of Reprise. The only package that names {@code jdk.jfr}, which need not be there: without it,
 * and while nobody records, nothing is made.
 */
@NullMarked
package dev.reprise.tls.internal.flight;

import org.jspecify.annotations.NullMarked;
