/** What tests of all packages share: certificates made in code. Rule: knows nothing of the code under test but its vocabulary. */
@NullMarked
package dev.reprise.tls.testing;

import org.jspecify.annotations.NullMarked;
