package dev.reprise.cli;

import dev.reprise.tls.Identities;
import dev.reprise.tls.spec.Identity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The certificates that a server has, with their keys and what their authorities say of them. */
final class ServerKeys {
    @Option(
            names = "--cert",
            required = true,
            paramLabel = "F",
            description =
                    "The certificate chain, PEM, leaf first; more than once, each client gets the one for the name"
                            + " it asks for, or the first.")
    private List<Path> chains = new ArrayList<>();

    @Option(
            names = "--key",
            required = true,
            paramLabel = "F",
            description = "The leaf's private key, PEM; one for each --cert, in their order.")
    private List<Path> keys = new ArrayList<>();

    @Option(
            names = "--ocsp-staple",
            paramLabel = "F",
            description = "An OCSP response, DER, to send with the certificate that it is about; may be given more than"
                    + " once.")
    private List<Path> staples = new ArrayList<>();

    @Mixin
    private KeyPassword password = new KeyPassword();

    /** Refuse what makes no pairs. */
    void check(ConnectionOptions options) {
        if (chains.size() != keys.size()) {
            throw options.misuse("--cert is given " + chains.size() + " times and --key " + keys.size()
                    + "; each certificate has its key");
        }
    }

    /** Read them all. */
    Identities load(ConnectionOptions options) throws IOException {
        var others = new Identity[chains.size() - 1];
        for (int i = 0; i < others.length; i++) {
            others[i] = password.identity(chains.get(i + 1), keys.get(i + 1));
        }
        var identities = new Identities(password.identity(chains.get(0), keys.get(0)), others);
        for (var staple : staples) {
            try {
                identities.staple(staple);
            } catch (IllegalArgumentException wrong) {
                throw options.misuse("--ocsp-staple: " + Failure.describe(wrong)
                        + "; legal: a current response about a certificate of --cert");
            }
        }
        return identities;
    }

    /** Name the files that {@link #load} reads. */
    List<Path> files() {
        var files = new ArrayList<Path>(chains);
        files.addAll(keys);
        files.addAll(staples);
        files.addAll(password.files());
        return files;
    }
}
