/**
 * Access for Reprise's own packages to what exported types keep package-private. {@code t.session} exports sessions and a ring
 * of keys; what seals, opens and resumes is inside them, and a public method for it would give every program secrets, and
 * types that it cannot name. So one class of {@code t.session} extends the one here, and this package, which is not
 * exported, hands it out, as the JDK does with {@code SharedSecrets}. Rule: no logic here, and nothing that could be public.
 */
@NullMarked
package dev.reprise.tls.internal.access;

import org.jspecify.annotations.NullMarked;
