package dev.reprise.cli.tunnel;

import dev.reprise.cli.Failure;
import dev.reprise.cli.Log;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * What is made of files, and made anew when one of them has changed. What cannot be made anew stays as it is, and the log says
 * why; it is tried again at the next change. Any thread may read; one at a time makes anew.
 *
 * @param <T> what is made; immutable
 */
public final class Reloading<T> {
    /** Makes a value of the files as they are. */
    public interface Source<T> {
        /** Read all files; the exception names the one that is at fault. */
        T load() throws IOException;
    }

    private final List<Path> files;
    private final Source<T> source;
    private final Log log;
    private volatile T value;
    private List<Object> seen;

    /**
     * Make the first value.
     *
     * @throws IOException when that fails
     */
    public Reloading(List<Path> files, Source<T> source, Log log) throws IOException {
        this.files = List.copyOf(files);
        this.source = source;
        this.log = log;
        seen = stamps();
        value = source.load();
    }

    /** Return the value made last. */
    public T value() {
        return value;
    }

    /** Make the value anew when a file has changed since it was looked at last; tell whether it was made. */
    public synchronized boolean look() {
        var now = stamps();
        if (now.equals(seen)) {
            return false;
        }
        seen = now;
        return load("files have changed");
    }

    /** Make the value anew, changed or not; tell whether it was made. */
    public synchronized boolean reload(String why) {
        seen = stamps();
        return load(why);
    }

    private boolean load(String why) {
        try {
            value = source.load();
            log.event("reloaded: " + why);
            return true;
        } catch (IOException | RuntimeException fault) {
            log.event("not reloaded, what was loaded before stays: " + Failure.describe(fault));
            return false;
        }
    }

    /** Return what tells one state of the files from another: also a link that leads elsewhere, as Kubernetes changes files. */
    private List<Object> stamps() {
        var stamps = new ArrayList<Object>();
        for (var file : files) {
            try {
                var attributes = Files.readAttributes(file, BasicFileAttributes.class);
                stamps.add(List.of(
                        attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey())));
            } catch (IOException gone) {
                stamps.add("gone");
            }
        }
        return stamps;
    }
}
