package dev.reprise.cli;

import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.spec.Identity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Reads a chain and its key, which may be encrypted. */
final class KeyPassword {
    /** More than a password is somebody's mistake. */
    private static final int MAX_BYTES = 4_096;

    @Option(
            names = "--key-password-file",
            paramLabel = "F",
            description = "The password of --key where that is encrypted: the file's first line, UTF-8.")
    private @Nullable Path file;

    /** Tell whether there is one. */
    boolean given() {
        return file != null;
    }

    /** Read a chain and key. */
    Identity identity(Path chain, Path key) throws IOException {
        if (file == null) {
            return TlsConfig.identity(chain, key);
        }
        var password = read(file);
        try {
            return TlsConfig.identity(chain, key, password);
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    /** Name the file, if there is one. */
    List<Path> files() {
        return file == null ? List.of() : List.of(file);
    }

    private static char[] read(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(
                    "password file '" + file + "' has " + Files.size(file) + " bytes, the most are " + MAX_BYTES);
        }
        var bytes = Files.readAllBytes(file);
        var text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes)).array();
        try {
            int end = 0;
            while (end < text.length && text[end] != '\n' && text[end] != '\r' && text[end] != '\0') {
                end++;
            }
            return Arrays.copyOf(text, end);
        } finally {
            Arrays.fill(bytes, (byte) 0);
            Arrays.fill(text, '\0');
        }
    }
}
