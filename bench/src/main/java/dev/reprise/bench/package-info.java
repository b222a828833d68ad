/**
 * Measures Reprise beside other TLS stacks. Rule: {@link dev.reprise.bench.Bench} runs alone and only asks and computes;
 * each stack runs in a JVM of its own ({@link dev.reprise.bench.Worker}), so that none pays for another's call-site
 * profiles, and the rounds of all go in turn.
 */
@NullMarked
package dev.reprise.bench;

import org.jspecify.annotations.NullMarked;
