/** Reprise's counts as Micrometer's meters. */
@NullMarked
package dev.reprise.tls.micrometer;

import org.jspecify.annotations.NullMarked;
