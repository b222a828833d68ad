/**
 * What tests of all modules share: certificates made in code, other people's programs run as children, and small readers
 * of what they print. Rule: knows nothing of the code under test, so that {@code core}'s own tests can use it.
 */
@NullMarked
package dev.reprise.testkit;

import org.jspecify.annotations.NullMarked;
