package dev.reprise.cli;

import dev.reprise.tls.spec.PeerAlertException;
import dev.reprise.tls.spec.ProtocolException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** Put exceptions into one line for people: several of the JDK's say only a path or a host. */
final class Failure {
    private Failure() {}

    /** Return one line, free of control characters, that says what went wrong. */
    static String describe(Throwable failure) {
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
            case java.io.IOException e -> message(e);
            case IllegalArgumentException e -> message(e);
            default -> "internal error: " + failure;
        };
    }

    /** Return an exception's message, or its kind where it has none. */
    static String message(Throwable failure) {
        @Nullable String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
