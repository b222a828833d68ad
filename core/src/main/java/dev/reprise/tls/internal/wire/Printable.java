package dev.reprise.tls.internal.wire;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Makes text of a peer or a file safe in a message or a log: it stays on its line, steers no terminal, hides and reorders
 * nothing, and is short. All such text goes through here.
 */
public final class Printable {
    /** How much of a name or the like is shown unless said otherwise, in characters. */
    public static final int SHORT = 200;

    private static final String CUT = "...";

    private Printable() {}

    /** Return the text of a value, printable, in at most {@link #SHORT} characters. */
    public static String of(@Nullable Object value) {
        return of(value, SHORT);
    }

    /**
     * Return the text of a value in at most so many characters, of which the last are dots where something is left out.
     * What is no visible character becomes {@code \}{@code uXXXX}.
     *
     * @param max 3 or more
     */
    public static String of(@Nullable Object value, int max) {
        if (max < CUT.length()) {
            throw new IllegalArgumentException("a text of at most " + max + " characters");
        }
        var text = String.valueOf(value);
        var safe = new StringBuilder(Math.min(text.length(), max));
        int room = 0; // up to where the dots still fit
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            append(safe, codePoint);
            if (safe.length() > max) {
                safe.setLength(room);
                return safe.append(CUT).toString();
            }
            if (safe.length() <= max - CUT.length()) {
                room = safe.length();
            }
            i += Character.charCount(codePoint);
        }
        return safe.toString();
    }

    private static void append(StringBuilder target, int codePoint) {
        if (visible(codePoint)) {
            target.appendCodePoint(codePoint);
            return;
        }
        for (char unit : Character.toChars(codePoint)) {
            target.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
        }
    }

    /** Tell whether a character shows itself: no control, no direction or line mark, no blank but the usual one. */
    private static boolean visible(int codePoint) {
        if (codePoint < 0x7f) {
            return codePoint >= ' ';
        }
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
