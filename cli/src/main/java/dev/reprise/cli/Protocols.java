package dev.reprise.cli;

import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.spec.ProtocolVersion;
import java.util.EnumSet;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The protocol versions of {@code --protocols}, in libtls's words.
 *
 * @param versions at least one
 */
record Protocols(Set<ProtocolVersion> versions) {
    static final Protocols DEFAULT = new Protocols(EnumSet.allOf(ProtocolVersion.class));

    /** Read the option's value. */
    static final class Converter implements ITypeConverter<Protocols> {
        @Override
        public Protocols convert(String value) {
            try {
                var versions = TlsConfig.parseProtocols(value);
                if (versions.isEmpty()) {
                    throw new TypeConversionException(
                            "'" + value + "' leaves no protocol: there are tlsv1.2 and tlsv1.3");
                }
                return new Protocols(versions);
            } catch (IllegalArgumentException wrong) {
                throw new TypeConversionException(Failure.describe(wrong));
            }
        }
    }
}
