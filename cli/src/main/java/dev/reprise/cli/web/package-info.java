/**
 * Serve a page over HTTPS that tells visitors how their connection came about, and how the server fares. Rule: everything that
 * peers say is escaped, and what is kept is bounded.
 */
@NullMarked
package dev.reprise.cli.web;

import org.jspecify.annotations.NullMarked;
