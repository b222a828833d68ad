package dev.reprise.cli;

import dev.reprise.tls.spec.PeerAlertException;
import dev.reprise.tls.spec.ProtocolException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Put exceptions into one line for people: several of the JDK's say only a path or a host. */
public final class Failure {
    private Failure() {}

    /** Return one line, free of control characters, that says what went wrong. */
    public static String describe(Throwable failure) {
        return Text.printable(text(failure));
    }

    private static String text(Throwable failure) {
        return switch (failure) {
            case ProtocolException e -> message(e) + " (" + e.reason() + "; sent the alert " + e.alert() + ")";
            case PeerAlertException e -> message(e);
            case NoSuchFileException e -> "no such file: " + e.getFile();
            case AccessDeniedException e -> "permission denied: " + e.getFile();
            case FileAlreadyExistsException e -> "file exists already: " + e.getFile();
            case FileSystemException e -> message(e);
            case IOException e -> message(e);
            case IllegalArgumentException e -> message(e);
            default -> "internal error: " + failure;
        };
    }

    /** Return a failure that names the file it was with. */
    static IOException of(Path file, IOException failure) {
        var named = new FileSystemException(file.toString(), null, text(failure));
        named.initCause(failure);
        return named;
    }

    /** Return an exception's message, or its kind where it has none. */
    static String message(Throwable failure) {
        @Nullable String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
