package dev.reprise.tls.fleet;

import java.time.Duration;
import java.time.Instant;

/**
 * Describe a key of the fleet to its operator, without the key.
 *
 * @param revision counts the fleet's keys; the first four bytes of the name that tickets begin with
 * @param id the other twelve, in lower-case hex
 * @param state how far it has come at this server
 * @param created when it was made, by the clock of the server that made it
 * @param age how old it is by this server's clocks
 * @param outageStep which of the keys derived from it seals; 0 for itself
 */
public record FleetKeyStatus(
        long revision, String id, FleetKeyState state, Instant created, Duration age, int outageStep) {}
