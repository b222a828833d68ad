package dev.reprise.tls.fleet.etcd;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what etcd's gateway answers (RFC 8259): objects become maps, arrays lists, strings and numbers String (the gateway
 * writes 64-bit numbers as strings), words Boolean or null. Anything else is an IOException.
 */
final class JsonReader {
    private static final int MAX_DEPTH = 16;

    private final String text;
    private int at;

    private JsonReader(String text) {
        this.text = text;
    }

    /** Read exactly one object. */
    static Map<String, @Nullable Object> object(String text) throws IOException {
        var reader = new JsonReader(text);
        reader.space();
        if (reader.peek() != '{') {
            throw reader.wrong();
        }
        var object = reader.members(1);
        reader.space();
        if (reader.at != text.length()) {
            throw reader.wrong();
        }
        return object;
    }

    private @Nullable Object value(int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw wrong();
        }
        space();
        return switch (peek()) {
            case '{' -> members(depth);
            case '[' -> elements(depth);
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, @Nullable Object> members(int depth) throws IOException {
        var map = new HashMap<String, @Nullable Object>();
        at++;
        space();
        if (peek() == '}') {
            at++;
            return map;
        }
        for (; ; ) {
            space();
            if (peek() != '"') {
                throw wrong();
            }
            var name = string();
            space();
            take(':');
            map.put(name, value(depth + 1));
            space();
            if (peek() != ',') {
                take('}');
                return map;
            }
            at++;
        }
    }

    private List<@Nullable Object> elements(int depth) throws IOException {
        var list = new ArrayList<@Nullable Object>();
        at++;
        space();
        if (peek() == ']') {
            at++;
            return list;
        }
        for (; ; ) {
            list.add(value(depth + 1));
            space();
            if (peek() != ',') {
                take(']');
                return list;
            }
            at++;
        }
    }

    private String string() throws IOException {
        var string = new StringBuilder();
        at++;
        for (char c = next(); c != '"'; c = next()) {
            if (c < ' ') {
                throw wrong();
            }
            string.append(c == '\\' ? escaped() : c);
        }
        return string.toString();
    }

    private char escaped() throws IOException {
        char c = next();
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                int unit = 0;
                for (int i = 0; i < 4; i++) {
                    int digit = Character.digit(next(), 16);
                    if (digit < 0) {
                        throw wrong();
                    }
                    unit = unit << 4 | digit;
                }
                yield (char) unit;
            }
            default -> throw wrong();
        };
    }

    private String number() throws IOException {
        int start = at;
        while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        if (start == at) {
            throw wrong();
        }
        return text.substring(start, at);
    }

    private @Nullable Object word(String word, @Nullable Object meaning) throws IOException {
        if (!text.startsWith(word, at)) {
            throw wrong();
        }
        at += word.length();
        return meaning;
    }

    private void take(char expected) throws IOException {
        if (next() != expected) {
            throw wrong();
        }
    }

    private char next() throws IOException {
        char c = peek();
        at++;
        return c;
    }

    private char peek() throws IOException {
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

    private IOException wrong() {
        return new IOException("etcd's answer is no JSON object, at character " + at);
    }
}
