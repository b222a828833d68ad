/** Keeps a fleet's ticket keys in a relational database. Rule: nothing but {@code java.sql} and core; drivers are the user's. */
@NullMarked
package dev.reprise.tls.fleet.jdbc;

import org.jspecify.annotations.NullMarked;
