/** The {@code reprise} command. */
module dev.reprise.cli {
    requires dev.reprise.tls;
    requires info.picocli;
    requires java.logging;
    requires jdk.security.auth;
    requires static org.jspecify;

    opens dev.reprise.cli to
            info.picocli;
    opens dev.reprise.cli.probe to
            info.picocli;
}
