/** Ticket keys of a fleet in etcd, by its JSON gateway over HTTP. Rule: nothing but the JDK and core. */
@NullMarked
package dev.reprise.tls.fleet.etcd;

import org.jspecify.annotations.NullMarked;
