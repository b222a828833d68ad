package dev.reprise.cli;

import dev.reprise.tls.ClientConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whom a client trusts. */
final class ServerTrust {
    @Option(
            names = "--ca",
            paramLabel = "F",
            description = "Certificates to trust, PEM: self-signed ones are roots, others intermediates;"
                    + " default the Java runtime's roots.")
    private @Nullable Path ca;

    @Option(
            names = "--ca-path",
            paramLabel = "D",
            description = "In place of --ca: a directory of such files, named .pem, .crt, .cer or by openssl rehash.")
    private @Nullable Path caPath;

    @Option(
            names = "--crl",
            paramLabel = "F",
            description =
                    "Refuse servers revoked by these lists, PEM, one for each authority of the chain; may be given"
                            + " more than once.")
    private List<Path> lists = new ArrayList<>();

    @Option(
            names = "--require-stapling",
            description = "Refuse servers that send no OCSP response which says that their certificate is good.")
    private boolean requireStapling;

    /** Refuse what cannot be meant. */
    void check(ConnectionOptions options) {
        if (ca != null && caPath != null) {
            throw options.misuse("--ca and --ca-path exclude each other");
        }
    }

    /** Read it all into a config. */
    void give(ClientConfig.Builder builder) throws IOException {
        if (ca != null) {
            builder.caFile(ca);
        }
        if (caPath != null) {
            builder.caPath(caPath);
        }
        for (var list : lists) {
            builder.crlFile(list);
        }
        if (requireStapling) {
            builder.requireStapling();
        }
    }

    /** Name the files that {@link #give} reads, as far as they are known by name. */
    List<Path> files() {
        return Stream.concat(Stream.of(ca), lists.stream())
                .filter(Objects::nonNull)
                .toList();
    }
}
