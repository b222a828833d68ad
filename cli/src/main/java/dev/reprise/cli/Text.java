package dev.reprise.cli;

import java.util.HexFormat;
import java.util.Locale;

/** Make text from peers and files safe to print: no value may start a line of its own or steer a terminal. */
public final class Text {
    private Text() {}

    /** Return the text with every control and format character, and every lone surrogate, as {@code \}{@code uXXXX}. */
    public static String printable(String text) {
        var safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> append(safe, c));
        return safe.toString();
    }

    /** Return a ticket key's revision as key files and logs show it. */
    static String revision(int revision) {
        return "0x" + HexFormat.of().toHexDigits(revision);
    }

    /** Return a JSON string, quotes included (RFC 8259 section 7). */
    public static String json(String text) {
        var quoted = new StringBuilder(text.length() + 2).append('"');
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\');
            }
            append(quoted, c);
        });
        return quoted.append('"').toString();
    }

    /** Return a value for a {@code key=value} log line: bare where that is unambiguous, else as a JSON string. */
    static String logValue(String text) {
        if (text.isEmpty()) {
            return "\"\"";
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '"' || c == '\\' || c == '=') {
                return json(text);
            }
        }
        return text;
    }

    private static void append(StringBuilder target, int codePoint) {
        boolean unsafe = switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
        if (!unsafe) {
            target.appendCodePoint(codePoint);
            return;
        }
        for (char unit : Character.toChars(codePoint)) {
            target.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
        }
    }
}
