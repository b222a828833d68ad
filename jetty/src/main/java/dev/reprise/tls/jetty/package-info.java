/**
 * Lets Jetty negotiate application protocols over Reprise's engines: Jetty asks every engine's provider for a processor
 * of its own, and without one there is no HTTP/2. The jar on the class path is all it takes; Jetty finds the processors.
 */
@NullMarked
package dev.reprise.tls.jetty;

import org.jspecify.annotations.NullMarked;
