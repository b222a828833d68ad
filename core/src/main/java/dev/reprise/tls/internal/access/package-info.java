/**
 * The one hidden door between exported types and the rest of Reprise. {@code t.session} exports a ring of keys and
 * sessions; what seals, opens and resumes is inside them, and a public method that led there would lead everybody there,
 * to secrets and to types nobody may name. So the exported types keep it package-private, one class beside them reaches
 * it, and this package, which is not exported, hands that class to those who may (the JDK's own {@code SharedSecrets} is
 * the model). Rule: no logic here, and no way in but for what has to stay hidden.
 */
@NullMarked
package dev.reprise.tls.internal.access;

import org.jspecify.annotations.NullMarked;
