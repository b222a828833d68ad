package dev.reprise.tls.jetty;

import javax.net.ssl.SSLEngine;

/** Tells Reprise's engines from others. */
final class Engines {
    private static final String PACKAGE = "dev.reprise.tls.jsse";

    private Engines() {}

    /** Tell whether an engine is Reprise's; by its package, as the class is no API. */
    static boolean ours(SSLEngine engine) {
        return engine.getClass().getPackageName().equals(PACKAGE);
    }
}
