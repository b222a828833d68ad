package dev.reprise.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What a side does about extended master secret (RFC 7627), which LibreSSL does not have. */
enum MasterSecret {
    /** A C program has it; Reprise resumes with it alone. */
    EXTENDED,
    /** A C program does not have it; Reprise, which always has it, resumes also without. */
    PLAIN;

    /** Return the options of {@code reprise serve} and {@code connect}. */
    List<String> options() {
        return this == PLAIN ? List.of("--insecure-without-extended-master-secret") : List.of();
    }

    /** Return the environment of a program that uses OpenSSL, whose own file switches the extension off. */
    Map<String, String> environment(Path directory) throws IOException {
        if (this == EXTENDED) {
            return Map.of();
        }
        var file = Files.writeString(directory.resolve("plain.cnf"), """
                openssl_conf = all
                [all]
                ssl_conf = libssl
                [libssl]
                system_default = every_context
                [every_context]
                Options = -ExtendedMasterSecret
                """);
        return Map.of("OPENSSL_CONF", file.toString());
    }
}
