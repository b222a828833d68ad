package dev.reprise.cli;

import java.time.Duration;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parse durations as people write them: {@code 2h}, {@code 90m}, {@code 30s}, {@code 300ms}, or bare seconds. */
public final class Lifetime implements ITypeConverter<Duration> {
    // Ten digits of hours fit a Duration; what lifetime is legal is the library's business.
    private static final Pattern FORM = Pattern.compile("(-?[0-9]{1,10})(|ms|s|m|h)");

    @Override
    public Duration convert(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            throw new TypeConversionException(
                    "expected a duration such as 2h, 90m, 30s or 7200, not '" + Text.printable(text) + "'");
        }
        long count = Long.parseLong(form.group(1));
        return switch (form.group(2)) {
            case "h" -> Duration.ofHours(count);
            case "ms" -> Duration.ofMillis(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofSeconds(count);
        };
    }
}
