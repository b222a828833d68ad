/** A JSSE provider over Reprise's engine. */
module dev.reprise.tls.jsse {
    requires transitive dev.reprise.tls;
    requires static org.jspecify;

    exports dev.reprise.tls.jsse;

    provides java.security.Provider with
            dev.reprise.tls.jsse.RepriseProvider;
}
