package dev.reprise.tls.internal.crypto;

import dev.reprise.tls.internal.wire.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads Wycheproof's JSON. A case is the flat object in testGroups[].tests[]; its flags are one string, joined by
 * commas. Knows just as much JSON as those files use.
 */
public final class Wycheproof {
    private final String text;
    private int position;

    private Wycheproof(String text) {
        this.text = text;
    }

    /** Read all cases of a file. */
    public static List<Case> casesOf(String resource) {
        var cases = new ArrayList<Case>();
        var file = (Map<?, ?>) new Wycheproof(Vectors.text(resource)).value();
        for (var group : (List<?>) field(file, "testGroups")) {
            for (var test : (List<?>) field((Map<?, ?>) group, "tests")) {
                var fields = new HashMap<String, String>();
                ((Map<?, ?>) test).forEach((name, value) -> fields.put((String) name, flat(value)));
                cases.add(new Case(fields));
            }
        }
        return cases;
    }

    /**
     * One test case.
     *
     * @param fields by name
     */
    public record Case(Map<String, String> fields) {
        /** Return a field as it stands. */
        public String word(String name) {
            return (String) field(fields, name);
        }

        /** Return a hex field. */
        public Bytes bytes(String name) {
            return Bytes.ofHex(word(name));
        }
    }

    private static Object field(Map<?, ?> object, String name) {
        var value = object.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no field " + name);
        }
        return value;
    }

    private static String flat(Object value) {
        return value instanceof List<?> list
                ? String.join(",", list.stream().map(Object::toString).toList())
                : value.toString();
    }

    private Object value() {
        return switch (next()) {
            case '{' -> object();
            case '[' -> list();
            case '"' -> string();
            default -> {
                int start = position;
                while (position < text.length() && ",]}\n ".indexOf(text.charAt(position)) < 0) {
                    position++;
                }
                yield text.substring(start, position);
            }
        };
    }

    private Map<String, Object> object() {
        var object = new HashMap<String, Object>();
        position++;
        while (next() != '}') {
            var name = string();
            take(':');
            object.put(name, value());
            if (next() == ',') {
                position++;
            }
        }
        position++;
        return object;
    }

    private List<Object> list() {
        var list = new ArrayList<>();
        position++;
        while (next() != ']') {
            list.add(value());
            if (next() == ',') {
                position++;
            }
        }
        position++;
        return list;
    }

    private String string() {
        take('"');
        var string = new StringBuilder();
        for (char c = text.charAt(position++); c != '"'; c = text.charAt(position++)) {
            string.append(c == '\\' ? text.charAt(position++) : c);
        }
        return string.toString();
    }

    private void take(char expected) {
        if (next() != expected) {
            throw new IllegalArgumentException(expected + " expected at " + position);
        }
        position++;
    }

    private char next() {
        while (Character.isWhitespace(text.charAt(position))) {
            position++;
        }
        return text.charAt(position);
    }
}
