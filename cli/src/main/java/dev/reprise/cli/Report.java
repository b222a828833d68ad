package dev.reprise.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Collect what is said of a connection, in order, and put it as lines {@code key: value} or as one JSON object. */
public final class Report {
    private final Map<String, Object> facts = new LinkedHashMap<>();

    /** Add a text. */
    public Report add(String key, String value) {
        facts.put(key, value);
        return this;
    }

    /** Add a text or number that may be absent: a dash, and null in JSON. */
    public Report add(String key, Optional<?> value) {
        facts.put(key, value);
        return this;
    }

    /** Add a fact: yes or no, and true or false in JSON. */
    public Report add(String key, boolean value) {
        facts.put(key, value);
        return this;
    }

    /** Add a number with one decimal. */
    public Report add(String key, double value) {
        facts.put(key, value);
        return this;
    }

    /** Return the lines, each ended by a line feed. */
    public String lines() {
        var lines = new StringBuilder();
        facts.forEach((key, value) -> {
            var text = switch (value) {
                case Optional<?> some -> some.isPresent() ? some.get().toString() : "-";
                case Boolean yes -> yes ? "yes" : "no";
                case Double number -> String.format(Locale.ROOT, "%.1f", number);
                default -> value.toString();
            };
            lines.append(key).append(": ").append(Text.printable(text)).append('\n');
        });
        return lines.toString();
    }

    /** Return one JSON object on one line; the keys' words are joined as in {@code notOffered}. */
    public String json() {
        var json = new StringBuilder("{");
        facts.forEach((key, value) -> {
            var text = switch (value) {
                case Optional<?> some -> some.map(Report::json).orElse("null");
                case Boolean yes -> yes.toString();
                case Double number -> String.format(Locale.ROOT, "%.1f", number);
                default -> Text.json(value.toString());
            };
            json.append(json.length() == 1 ? "" : ",").append(Text.json(camel(key)));
            json.append(':').append(text);
        });
        return json.append('}').toString();
    }

    private static String json(Object value) {
        return value instanceof Number ? value.toString() : Text.json(value.toString());
    }

    private static String camel(String key) {
        var joined = new StringBuilder();
        for (var word : key.split(" ", -1)) {
            joined.append(joined.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return joined.toString();
    }
}
