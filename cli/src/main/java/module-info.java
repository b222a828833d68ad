/** The {@code reprise} command. */
module dev.reprise.cli {
    requires dev.reprise.tls;
    requires dev.reprise.tls.jsse;
    requires info.picocli;
    requires java.logging;
    requires jdk.unsupported;
    requires org.eclipse.jetty.alpn.server;
    requires org.eclipse.jetty.http2.server;
    requires org.eclipse.jetty.server;
    requires static org.jspecify;

    opens dev.reprise.cli to
            info.picocli;
    opens dev.reprise.cli.probe to
            info.picocli;
    opens dev.reprise.cli.tunnel to
            info.picocli;
}
