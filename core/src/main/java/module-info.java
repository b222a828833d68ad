/** TLS with session resumption: the engine, the API in the manner of libtls, sessions and tickets. */
@SuppressWarnings("module") // The JSSE provider is compiled after this, so that javac has not seen it.
module dev.reprise.tls {
    requires static jdk.jfr;
    requires static transitive org.jspecify;

    uses dev.reprise.tls.fleet.TicketKeyStoreProvider;

    exports dev.reprise.tls;
    exports dev.reprise.tls.fleet;
    exports dev.reprise.tls.session;
    exports dev.reprise.tls.spec;

    // The JSSE provider is a shell of its own over the engine, and answers the handshake's questions by its managers.
    exports dev.reprise.tls.internal.access to
            dev.reprise.tls.jsse;
    exports dev.reprise.tls.internal.cert to
            dev.reprise.tls.jsse;
    exports dev.reprise.tls.internal.crypto to
            dev.reprise.tls.jsse;
    exports dev.reprise.tls.internal.engine to
            dev.reprise.tls.jsse;
    exports dev.reprise.tls.internal.handshake to
            dev.reprise.tls.jsse;
    exports dev.reprise.tls.internal.handshake.client to
            dev.reprise.tls.jsse;
    exports dev.reprise.tls.internal.handshake.server to
            dev.reprise.tls.jsse;
    exports dev.reprise.tls.internal.handshake.tls12 to
            dev.reprise.tls.jsse;
    exports dev.reprise.tls.internal.message to
            dev.reprise.tls.jsse;
    exports dev.reprise.tls.internal.net to
            dev.reprise.tls.jsse;
    exports dev.reprise.tls.internal.record to
            dev.reprise.tls.jsse;
    exports dev.reprise.tls.internal.resumption to
            dev.reprise.tls.jsse;
    exports dev.reprise.tls.internal.shell to
            dev.reprise.tls.jsse;
    exports dev.reprise.tls.internal.ticket to
            dev.reprise.tls.jsse;
    exports dev.reprise.tls.internal.wire to
            dev.reprise.tls.jsse;
}
