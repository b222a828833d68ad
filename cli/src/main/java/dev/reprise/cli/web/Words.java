package dev.reprise.cli.web;

import java.util.HexFormat;
import java.util.Locale;

/** Put numbers as people read them. */
final class Words {
    private Words() {}

    /** Return a span of time by its largest unit, such as {@code 3 minutes}. */
    static String time(long seconds) {
        if (seconds < 60) {
            return count(seconds, "second");
        }
        if (seconds < 3600) {
            return count(seconds / 60, "minute");
        }
        return seconds < 86_400 ? count(seconds / 3600, "hour") : count(seconds / 86_400, "day");
    }

    /** Return a number of things. */
    static String count(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }

    /** Return a key's revision. */
    static String revision(int revision) {
        return "0x" + HexFormat.of().toHexDigits(revision);
    }

    /** Return part of a whole in percent, a dash of nothing. */
    static String percent(long part, long whole) {
        return whole == 0 ? "–" : String.format(Locale.ROOT, "%.0f %%", 100.0 * part / whole);
    }
}
