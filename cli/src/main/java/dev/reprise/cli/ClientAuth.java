package dev.reprise.cli;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Say what {@code serve} wants of clients when it knows whom to trust. */
enum ClientAuth {
    /** Without a certificate no connection. */
    REQUIRED,
    /** A certificate may be declined. */
    OPTIONAL;

    /** Read the option's value, in words as the manual has them. */
    static final class Converter implements ITypeConverter<ClientAuth> {
        @Override
        public ClientAuth convert(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "required" -> REQUIRED;
                case "optional" -> OPTIONAL;
                default ->
                    throw new TypeConversionException(
                            "expected required or optional, not '" + Text.printable(text) + "'");
            };
        }
    }
}
