/** Keeps a fleet's ticket keys in Redis or Valkey, by Jedis. */
@NullMarked
package dev.reprise.tls.fleet.redis;

import org.jspecify.annotations.NullMarked;
