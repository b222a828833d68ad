package dev.reprise.cli;

import dev.reprise.tls.KeyLogFile;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.spec.CipherSuite;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that both ends of a connection have, and how either says that one was wrong. */
final class ConnectionOptions {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--alpn",
            paramLabel = "A,B",
            split = ",",
            hideParamSyntax = true,
            description = "Application protocols, the one liked best first.")
    private String[] alpn = {};

    // Broken here, as picocli would break the line within a version.
    @Option(
            names = "--protocols",
            paramLabel = "P",
            converter = Protocols.Converter.class,
            description = {
                "Protocol versions in libtls's words, such as",
                "tlsv1.2 or all,!tlsv1.3; default tlsv1.2,tlsv1.3."
            })
    private Protocols protocols = Protocols.DEFAULT;

    @Option(
            names = "--ciphers",
            paramLabel = "S",
            description = "Cipher suites in libtls's words or as a list of OpenSSL's names; default secure.")
    private @Nullable String ciphers;

    @Option(
            names = "--key-log",
            paramLabel = "F",
            description = "Append the secrets of connections to this file, for Wireshark: whoever reads it reads all.")
    private @Nullable Path keyLog;

    @Option(
            names = "--insecure-without-extended-master-secret",
            description = "Resume also TLS 1.2 sessions without extended master secret (RFC 7627), such as LibreSSL's.")
    private boolean withoutExtendedMasterSecret;

    /** Tell whether sessions without extended master secret resume, too. */
    boolean withoutExtendedMasterSecret() {
        return withoutExtendedMasterSecret;
    }

    /** Return the application protocols, none unless given. */
    String[] alpn() {
        return alpn.clone();
    }

    /** Return the protocol versions. */
    Protocols protocols() {
        return protocols;
    }

    /** Hand over the cipher suites, if they were given. */
    void giveCiphers(Consumer<List<CipherSuite>> builder) {
        var given = ciphers;
        if (given != null) {
            give("--ciphers", "as libtls has them", () -> builder.accept(TlsConfig.parseCiphers(given)));
        }
    }

    /** Open the file for secrets, null when there is to be none. */
    @Nullable
    KeyLogFile openKeyLog() throws IOException {
        return keyLog == null ? null : KeyLogFile.open(keyLog);
    }

    /** Hand an option's value to the library; if it is refused, that is wrong usage of this option. */
    void give(String option, String legal, Runnable value) {
        try {
            value.run();
        } catch (IllegalArgumentException wrong) {
            throw misuse(option + ": " + Failure.describe(wrong) + "; legal: " + legal);
        }
    }

    /** Return what to throw when the command was called wrongly. */
    ParameterException misuse(String message) {
        if (command == null) {
            throw new IllegalStateException("not started by picocli");
        }
        return new ParameterException(command.commandLine(), message);
    }
}
