package dev.reprise.tls.fleet;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A process that counts in a file store until it is killed. It needs nothing but core's own classes. */
final class FileStoreWorker {
    private FileStoreWorker() {}

    /** Count on in the store that the argument names, and print each number when it is this process's. */
    @SuppressWarnings("SystemOut") // the parent reads it
    public static void main(String[] arguments) throws IOException {
        try (var store = FileTicketKeyStore.open(Path.of(arguments[0]))) {
            for (; ; ) {
                byte @Nullable [] now = store.read();
                int next = now == null ? 1 : ByteBuffer.wrap(now).getInt() + 1;
                // Long enough for a torn write to show.
                var value = ByteBuffer.allocate(20_000).putInt(next).putInt(19_996, next);
                if (store.compareAndSet(now, value.array())) {
                    System.out.println(next);
                    System.out.flush();
                }
            }
        }
    }

    /** Start one. */
    static Process start(Path store) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var classPath = place(FileTicketKeyStore.class) + File.pathSeparator + place(FileStoreWorker.class);
        var command = List.of(
                java,
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classPath,
                FileStoreWorker.class.getName(),
                store.toString());
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static Path place(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
