package dev.reprise.interop;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program of ours in {@code src/test/c}, compiled by the tests that run it.
 *
 * @param name the source's name without its ending
 * @param header what it includes of the library it shows
 * @param debianPackage the package that has this header
 * @param libraries what it is linked with
 */
record CProgram(String name, String header, String debianPackage, List<String> libraries) {
    /** The echo server on OpenSSL's libssl. */
    static final CProgram SERVER =
            new CProgram("fleet_server", "openssl/ssl.h", "libssl-dev", List.of("ssl", "crypto"));

    /** The client on libtls. */
    static final CProgram CLIENT = new CProgram("fleet_client", "tls.h", "libtls-dev", List.of("tls"));

    /** The client on GnuTLS that staples. */
    static final CProgram STAPLING =
            new CProgram("stapling_client", "gnutls/gnutls.h", "libgnutls28-dev", List.of("gnutls"));

    private static final Path SOURCES = Path.of("src", "test", "c");
    private static final Path TARGET = Path.of("target", "c");

    /** Return the Debian packages that are missing to compile it. */
    List<String> missing() throws IOException {
        if (Programs.find("gcc").isEmpty()) {
            return List.of("gcc");
        }
        var missing = new ArrayList<String>();
        if (!includes("stdio.h")) {
            missing.add("libc6-dev");
        }
        if (!includes(header)) {
            missing.add(debianPackage);
        }
        return missing;
    }

    private static boolean includes(String header) throws IOException {
        var command = List.of("gcc", "-fsyntax-only", "-include", header, "-x", "c", "/dev/null");
        try (var gcc = ChildProcess.of(command).start()) {
            return gcc.awaitExit(Wait.LIMIT) == 0;
        }
    }

    /** Return where it is once it is compiled. */
    Path file() {
        return TARGET.resolve(name).toAbsolutePath();
    }

    /** Compile it, warnings being errors. */
    void compile() throws IOException {
        Files.createDirectories(TARGET);
        var command = new ArrayList<>(List.of(
                "gcc",
                "-std=c11",
                "-D_DEFAULT_SOURCE",
                "-O1",
                "-Wall",
                "-Wextra",
                "-Werror",
                "-o",
                file().toString(),
                SOURCES.resolve(name + ".c").toString()));
        libraries.forEach(library -> command.add("-l" + library));
        try (var gcc = ChildProcess.of(command).start()) {
            if (gcc.awaitExit(Wait.LIMIT) != 0) {
                throw gcc.failure("does not compile " + name);
            }
        }
    }
}
