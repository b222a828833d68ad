package dev.reprise.cli;

import java.util.TreeMap;
import java.util.regex.Pattern;

/** A {@code reprise serve} process of a fleet, and what its lines have said of its ticket keys. Not thread-safe. */
final class DemoServer {
    private static final Pattern KEY =
            Pattern.compile("ticket keys: revision (\\d+) is (\\w+)(?:, outage step (\\d+))?");
    private static final Pattern MODE = Pattern.compile("ticket keys: mode (\\w+), .*");

    private final Child child;
    private final int port;
    private final TreeMap<Long, String> states = new TreeMap<>();
    private String mode = "starting";
    private long current;
    private String step = "";
    private boolean killed;

    DemoServer(Child child, int port) {
        this.child = child;
        this.port = port;
        child.errors().forEach(this::read);
    }

    int port() {
        return port;
    }

    /** Take in what the process has said since. */
    void refresh() {
        child.takeErrors().forEach(this::read);
    }

    private void read(String line) {
        var key = KEY.matcher(line);
        if (key.matches()) {
            var revision = Long.valueOf(key.group(1));
            var state = key.group(2);
            if (state.equals("forgotten")) {
                states.remove(revision);
            } else {
                states.put(revision, state);
            }
            if (state.equals("current")) {
                current = revision;
                step = key.group(3) == null ? "" : " step " + key.group(3);
            }
        }
        var changed = MODE.matcher(line);
        if (changed.matches()) {
            mode = changed.group(1);
        }
    }

    String mode() {
        return mode;
    }

    /** Return the revision that seals, or from which the keys that seal are derived; 0 while it shares none. */
    long sealing() {
        return sharing() ? current : 0;
    }

    private boolean sharing() {
        return mode.equals("shared") || mode.equals("outage");
    }

    /** Return the newest revision that has been read from the store; 0 before the first. */
    long newest() {
        return states.isEmpty() ? 0 : states.lastKey();
    }

    boolean alive() {
        return !killed;
    }

    /** End it as a crash does. */
    void kill() {
        killed = true;
        child.kill();
    }

    /** Return what it seals with, and in brackets what else it opens. */
    String summary() {
        if (killed) {
            return "killed";
        }
        var text = new StringBuilder(sharing() ? current + step : "own key");
        var others = new StringBuilder();
        for (var revision : states.keySet()) {
            if (!sharing() || revision != current) {
                others.append(others.isEmpty() ? "" : " ").append(revision);
            }
        }
        return (others.isEmpty() ? text : text.append(" (").append(others).append(')')).toString();
    }
}
