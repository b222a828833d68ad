package dev.reprise.tls.internal.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reprise.tls.internal.message.Struct.Field;
import dev.reprise.tls.internal.message.Struct.Vector;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.AlertDescription;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * RFC 9846 sections 3.4 and 6.2: a vector shorter or longer than its struct says is a decode_error. Each vector of each
 * message and extension of both versions, from either side, is made one byte too short and one too long, wherever its
 * length can be said at all.
 */
class VectorBoundsTest {
    private static final int MESSAGES = 60;

    private final MessageGenerator generator = new MessageGenerator();
    private final Set<String> tooShort = new TreeSet<>();
    private final Set<String> tooLong = new TreeSet<>();

    @Test
    void refusesEveryVectorOutOfItsBounds() throws Exception {
        for (int i = 0; i < MESSAGES; i++) {
            for (var type : MessageGenerator.TYPES) {
                walk(generator.message(type), Structs.tls13(type), ProtocolVersion.TLS_1_3);
            }
            for (var type : MessageGenerator.TLS12_TYPES) {
                walk(generator.tls12Message(type), Structs.tls12(type), ProtocolVersion.TLS_1_2);
            }
        }
        assertThat(tooShort)
                .containsExactlyInAnyOrder(
                        "ASN.1Cert",
                        "CertificateEntry.cert_data",
                        "CertificateRequest12.certificate_types",
                        "CertificateRequest12.supported_signature_algorithms",
                        "CertificateStatus.OCSPResponse",
                        "ClientHello.cipher_suites",
                        "ClientHello.legacy_compression_methods",
                        "ClientKeyExchange.point",
                        "DistinguishedName",
                        "DistinguishedName12",
                        "HostName",
                        "KeyShareEntry.key_exchange",
                        "NewSessionTicket.ticket",
                        "OCSPResponse",
                        "ProtocolName",
                        "PskBinderEntry",
                        "PskIdentity.identity",
                        "ResponderID",
                        "ServerKeyExchange.point",
                        "ServerNameList",
                        "authorities",
                        "binders",
                        "cookie",
                        "ec_point_format_list",
                        "identities",
                        "ke_modes",
                        "named_group_list",
                        "protocol_name_list",
                        "supported_signature_algorithms",
                        "supported_signature_algorithms_cert",
                        "versions");
        assertThat(tooLong)
                .containsExactlyInAnyOrder(
                        "CertificateRequest12.supported_signature_algorithms",
                        "ClientHello.cipher_suites",
                        "ClientHello.legacy_session_id",
                        "ServerHello.legacy_session_id_echo",
                        "versions");
    }

    private void walk(HandshakeMessage message, List<Field> fields, ProtocolVersion version) throws Exception {
        if (fields.isEmpty()) {
            return; // no vector in it
        }
        var raw = HandshakeMessage.encode(message);
        HandshakeMessage.parse(raw, version);
        var struct = new Struct(raw, fields);
        for (var found : struct.vectors()) {
            var vector = found.vector();
            if (vector.min() > 0) {
                refuse(vector, struct.with(found, vector.min() - 1), version, tooShort);
            }
            if (vector.max() < (1 << 8 * vector.prefix()) - 1) {
                refuse(vector, struct.with(found, vector.max() + 1), version, tooLong);
            }
        }
    }

    private void refuse(Vector vector, @Nullable Bytes message, ProtocolVersion version, Set<String> tried) {
        if (message == null) {
            return;
        }
        tried.add(vector.name());
        var thrown = catchThrowableOfType(ProtocolException.class, () -> HandshakeMessage.parse(message, version));
        assertThat(thrown).as("%s in %s, %s", vector.name(), version, generator).isNotNull();
        assertThat(thrown.reason())
                .as("%s in %s, %s: %s", vector.name(), version, generator, thrown.getMessage())
                .isEqualTo(Reason.BAD_VECTOR_LENGTH);
        assertThat(thrown.reason().alert()).isEqualTo(AlertDescription.DECODE_ERROR);
    }
}
