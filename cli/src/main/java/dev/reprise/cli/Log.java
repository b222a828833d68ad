package dev.reprise.cli;

import java.io.PrintStream;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Write what a server has to tell, a line each. Thread-safe.
 *
 * @param target where the lines go
 * @param form how they look
 */
public record Log(PrintStream target, Form form) {
    /** How lines look. */
    public enum Form {
        /** {@code key=value} pairs. */
        TEXT,
        /** An object a line. */
        JSON;

        /** Read the option's value. */
        public static final class Converter implements ITypeConverter<Form> {
            @Override
            public Form convert(String text) {
                return switch (text.toLowerCase(Locale.ROOT)) {
                    case "text" -> TEXT;
                    case "json" -> JSON;
                    default ->
                        throw new TypeConversionException("expected text or json, not '" + Text.printable(text) + "'");
                };
            }
        }
    }

    /** Write what became of a connection. */
    public void connection(ConnectionLine line) {
        target.println(form == Form.JSON ? line.json() : line.text());
    }

    /** Write what happens apart from connections. */
    public void event(String text) {
        target.println(
                form == Form.JSON
                        ? "{\"event\":\"server\",\"message\":" + Text.json(text) + "}"
                        : Text.printable(text));
    }
}
