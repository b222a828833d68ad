package dev.reprise.cli.tunnel;

/**
 * What a connection is carried by: read once when it is accepted, so that a reload changes nothing for those that run.
 *
 * @param route where it goes
 * @param limits what it may take
 * @param proxyIn whether it begins with a PROXY header
 */
record Settings(Route route, Limits limits, boolean proxyIn) {}
