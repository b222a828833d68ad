/** TLS with session resumption: the engine, the API in the manner of libtls, sessions and tickets. */
module dev.reprise.tls {
    requires static transitive org.jspecify;

    exports dev.reprise.tls;
    exports dev.reprise.tls.session;
    exports dev.reprise.tls.spec;
}
