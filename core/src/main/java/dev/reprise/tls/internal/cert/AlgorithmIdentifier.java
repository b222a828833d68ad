package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.spec.ProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * AlgorithmIdentifier (RFC 5280 section 4.1.1.2).
 *
 * @param algorithm what it is
 * @param parameters the whole element of its parameters, or null if there is none
 */
public record AlgorithmIdentifier(
        ObjectIdentifier algorithm, @Nullable Bytes parameters) {
    private static final Bytes NULL = Bytes.ofHex("0500");

    /** Read one. */
    public static AlgorithmIdentifier parse(DerReader reader) throws ProtocolException {
        var fields = reader.enter(DerReader.SEQUENCE);
        var algorithm = ObjectIdentifier.parse(fields);
        var parameters = fields.hasNext() ? fields.element() : null;
        fields.end();
        return new AlgorithmIdentifier(algorithm, parameters);
    }

    /** Return the parameters, or null also for those that are NULL. */
    @Nullable
    Bytes givenParameters() {
        return NULL.equals(parameters) ? null : parameters;
    }
}
