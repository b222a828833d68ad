package dev.reprise.testkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Read JSON (RFC 8259) that a command printed. Objects become {@code Map<String, Object>} in their order, arrays
 * {@code List<Object>}, strings String, numbers Double, and the words Boolean and null. A key that comes twice is refused,
 * since two programs would read it in two ways.
 */
public final class Json {
    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /**
     * Read an object.
     *
     * @throws IllegalArgumentException for anything but exactly one object
     */
    @SuppressWarnings("unchecked")
    public static Map<String, @Nullable Object> object(String text) {
        var json = new Json(text);
        var value = json.value();
        json.space();
        if (json.at != text.length() || !(value instanceof Map)) {
            throw json.wrong();
        }
        return (Map<String, @Nullable Object>) value;
    }

    private @Nullable Object value() {
        space();
        return switch (peek()) {
            case '{' -> map();
            case '[' -> list();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, @Nullable Object> map() {
        var map = new LinkedHashMap<String, @Nullable Object>();
        at++;
        space();
        if (peek() == '}') {
            at++;
            return map;
        }
        do {
            space();
            if (peek() != '"') {
                throw wrong();
            }
            var key = string();
            space();
            take(':');
            if (map.containsKey(key)) {
                throw wrong();
            }
            map.put(key, value());
            space();
        } while (comma());
        take('}');
        return map;
    }

    private List<@Nullable Object> list() {
        var list = new ArrayList<@Nullable Object>();
        at++;
        space();
        if (peek() == ']') {
            at++;
            return list;
        }
        do {
            list.add(value());
            space();
        } while (comma());
        take(']');
        return Collections.unmodifiableList(list);
    }

    private String string() {
        var string = new StringBuilder();
        at++;
        for (; ; ) {
            char c = peek();
            at++;
            if (c == '"') {
                return string.toString();
            }
            if (c < ' ') {
                throw wrong();
            }
            string.append(c == '\\' ? escaped() : c);
        }
    }

    private char escaped() {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                if (text.length() - at < 4) {
                    throw wrong();
                }
                at += 4;
                yield (char) Integer.parseInt(text, at - 4, at, 16);
            }
            default -> throw wrong();
        };
    }

    private Double number() {
        int start = at;
        while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        if (start == at) {
            throw wrong();
        }
        return Double.valueOf(text.substring(start, at));
    }

    private @Nullable Object word(String word, @Nullable Object meaning) {
        if (!text.startsWith(word, at)) {
            throw wrong();
        }
        at += word.length();
        return meaning;
    }

    private boolean comma() {
        if (peek() != ',') {
            return false;
        }
        at++;
        return true;
    }

    private void take(char expected) {
        if (peek() != expected) {
            throw wrong();
        }
        at++;
    }

    private char peek() {
        if (at >= text.length()) {
            throw wrong();
        }
        return text.charAt(at);
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private IllegalArgumentException wrong() {
        return new IllegalArgumentException("no JSON object at character " + at + " of: " + text);
    }
}
