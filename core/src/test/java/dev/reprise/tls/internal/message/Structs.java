package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.message.Struct.Choice;
import dev.reprise.tls.internal.message.Struct.Field;
import dev.reprise.tls.internal.message.Struct.Fixed;
import dev.reprise.tls.internal.message.Struct.Vector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The structs of the handshake as the RFCs print them, bounds and all. */
final class Structs {
    private static final int MAX_8 = 0xff;
    private static final int MAX_16 = 0xffff;
    private static final int MAX_24 = 0xffffff;
    private static final byte[] RETRY = ServerHello.HELLO_RETRY_REQUEST_RANDOM.toArray();

    private Structs() {}

    /** Return the struct of a message of TLS 1.3. */
    static List<Field> tls13(HandshakeType type) {
        return switch (type) {
            case CLIENT_HELLO -> clientHello();
            case SERVER_HELLO -> serverHello();
            case ENCRYPTED_EXTENSIONS ->
                List.of(extensions("EncryptedExtensions", ExtensionContext.ENCRYPTED_EXTENSIONS));
            case CERTIFICATE_REQUEST -> // RFC 9846 section 4.4.2
                List.of(
                        Vector.opaque("CertificateRequest.certificate_request_context", 1, 0, MAX_8),
                        extensions("CertificateRequest", ExtensionContext.CERTIFICATE_REQUEST));
            case CERTIFICATE -> // RFC 9846 section 4.5.1
                List.of(
                        Vector.opaque("Certificate.certificate_request_context", 1, 0, MAX_8),
                        new Vector(
                                "Certificate.certificate_list",
                                3,
                                0,
                                MAX_24,
                                List.of(
                                        Vector.opaque("CertificateEntry.cert_data", 3, 1, MAX_24),
                                        extensions("CertificateEntry", ExtensionContext.CERTIFICATE))));
            case CERTIFICATE_VERIFY -> certificateVerify();
            case NEW_SESSION_TICKET -> // RFC 9846 section 4.7.1
                List.of(
                        new Fixed(8),
                        Vector.opaque("NewSessionTicket.ticket_nonce", 1, 0, MAX_8),
                        Vector.opaque("NewSessionTicket.ticket", 2, 1, MAX_16),
                        extensions("NewSessionTicket", ExtensionContext.NEW_SESSION_TICKET));
            case KEY_UPDATE -> List.of(new Fixed(1));
            default -> List.of();
        };
    }

    /** Return the struct of a message of TLS 1.2. */
    static List<Field> tls12(HandshakeType type) {
        return switch (type) {
            case CLIENT_HELLO -> clientHello();
            case SERVER_HELLO -> serverHello();
            case CERTIFICATE -> // RFC 5246 section 7.4.2
                List.of(new Vector(
                        "Certificate12.certificate_list",
                        3,
                        0,
                        MAX_24,
                        List.of(Vector.opaque("ASN.1Cert", 3, 1, MAX_24))));
            case CERTIFICATE_STATUS -> // RFC 6066 section 8
                List.of(new Fixed(1), Vector.opaque("CertificateStatus.OCSPResponse", 3, 1, MAX_24));
            case SERVER_KEY_EXCHANGE -> // RFC 8422 section 5.4
                List.of(
                        new Fixed(3),
                        Vector.opaque("ServerKeyExchange.point", 1, 1, MAX_8),
                        new Fixed(2),
                        Vector.opaque("ServerKeyExchange.signature", 2, 0, MAX_16));
            case CERTIFICATE_REQUEST -> // RFC 5246 section 7.4.4
                List.of(
                        Vector.opaque("CertificateRequest12.certificate_types", 1, 1, MAX_8),
                        pairs("CertificateRequest12.supported_signature_algorithms", 2, MAX_16 - 1),
                        new Vector(
                                "CertificateRequest12.certificate_authorities",
                                2,
                                0,
                                MAX_16,
                                List.of(Vector.opaque("DistinguishedName12", 2, 1, MAX_16))));
            case CERTIFICATE_VERIFY -> certificateVerify();
            case CLIENT_KEY_EXCHANGE -> // RFC 8422 section 5.7
                List.of(Vector.opaque("ClientKeyExchange.point", 1, 1, MAX_8));
            case NEW_SESSION_TICKET -> // RFC 5077 section 3.3
                List.of(new Fixed(4), Vector.opaque("NewSessionTicket12.ticket", 2, 0, MAX_16));
            default -> List.of();
        };
    }

    /** RFC 9846 section 4.2.2; in TLS 1.2 there may be no extensions. */
    private static List<Field> clientHello() {
        return List.of(
                new Fixed(34),
                Vector.opaque("ClientHello.legacy_session_id", 1, 0, 32),
                pairs("ClientHello.cipher_suites", 2, MAX_16 - 1),
                Vector.opaque("ClientHello.legacy_compression_methods", 1, 1, MAX_8),
                (Choice) (before, remaining) ->
                        remaining == 0 ? List.of() : List.of(extensions("ClientHello", ExtensionContext.CLIENT_HELLO)));
    }

    /** RFC 9846 section 4.2.3; the random tells a HelloRetryRequest, and supported_versions the version. */
    private static List<Field> serverHello() {
        return List.of(
                new Fixed(34), Vector.opaque("ServerHello.legacy_session_id_echo", 1, 0, 32), new Fixed(3), (Choice)
                        (before, remaining) -> {
                            boolean retry = Arrays.equals(before, 2, 34, RETRY, 0, 32);
                            return remaining == 0
                                    ? List.of()
                                    : List.of(extensions(
                                            retry ? "HelloRetryRequest" : "ServerHello",
                                            retry
                                                    ? ExtensionContext.HELLO_RETRY_REQUEST
                                                    : ExtensionContext.SERVER_HELLO));
                        });
    }

    private static List<Field> certificateVerify() {
        return List.of(new Fixed(2), Vector.opaque("CertificateVerify.signature", 2, 0, MAX_16));
    }

    /** RFC 9846 section 4.3. */
    private static Vector extensions(String message, ExtensionContext context) {
        return new Vector(message + ".extensions", 2, 0, MAX_16, List.of(new Fixed(2), (Choice) (before, remaining) -> {
            int code = (before[0] & 0xff) << 8 | (before[1] & 0xff);
            return List.of(new Vector("extension_data", 2, 0, MAX_16, data(code, context)));
        }));
    }

    private static List<Field> data(int code, ExtensionContext context) {
        var type = ExtensionType.find(code);
        var fields = new ArrayList<Field>();
        if (type == null) {
            return fields;
        }
        boolean request = context == ExtensionContext.CLIENT_HELLO;
        switch (type) {
            case SERVER_NAME -> { // RFC 6066 section 3
                if (request) {
                    fields.add(new Vector(
                            "ServerNameList",
                            2,
                            1,
                            MAX_16,
                            List.of(new Fixed(1), Vector.opaque("HostName", 2, 1, MAX_16))));
                }
            }
            case STATUS_REQUEST -> { // RFC 6066 section 8
                if (request) {
                    fields.add(new Fixed(1));
                    fields.add(new Vector(
                            "responder_id_list", 2, 0, MAX_16, List.of(Vector.opaque("ResponderID", 2, 1, MAX_16))));
                    fields.add(Vector.opaque("request_extensions", 2, 0, MAX_16));
                } else if (context == ExtensionContext.CERTIFICATE) {
                    fields.add(new Fixed(1));
                    fields.add(Vector.opaque("OCSPResponse", 3, 1, MAX_24));
                }
            }
            case SUPPORTED_GROUPS -> fields.add(pairs("named_group_list", 2, MAX_16 - 1));
            case EC_POINT_FORMATS -> fields.add(Vector.opaque("ec_point_format_list", 1, 1, MAX_8));
            case SIGNATURE_ALGORITHMS -> fields.add(pairs("supported_signature_algorithms", 2, MAX_16 - 1));
            case SIGNATURE_ALGORITHMS_CERT -> fields.add(pairs("supported_signature_algorithms_cert", 2, MAX_16 - 1));
            case APPLICATION_LAYER_PROTOCOL_NEGOTIATION -> // RFC 7301 section 3.1
                fields.add(new Vector(
                        "protocol_name_list", 2, 2, MAX_16, List.of(Vector.opaque("ProtocolName", 1, 1, MAX_8))));
            case PRE_SHARED_KEY -> { // RFC 9846 section 4.3.11
                if (request) {
                    fields.add(new Vector(
                            "identities",
                            2,
                            7,
                            MAX_16,
                            List.of(Vector.opaque("PskIdentity.identity", 2, 1, MAX_16), new Fixed(4))));
                    fields.add(new Vector(
                            "binders", 2, 33, MAX_16, List.of(Vector.opaque("PskBinderEntry", 1, 32, MAX_8))));
                }
            }
            case SUPPORTED_VERSIONS -> {
                if (request) {
                    fields.add(pairs("versions", 1, 254));
                }
            }
            case COOKIE -> fields.add(Vector.opaque("cookie", 2, 1, MAX_16));
            case PSK_KEY_EXCHANGE_MODES -> fields.add(Vector.opaque("ke_modes", 1, 1, MAX_8));
            case CERTIFICATE_AUTHORITIES ->
                fields.add(new Vector(
                        "authorities", 2, 3, MAX_16, List.of(Vector.opaque("DistinguishedName", 2, 1, MAX_16))));
            case KEY_SHARE -> { // RFC 9846 section 4.3.8
                var entry = List.<Field>of(new Fixed(2), Vector.opaque("KeyShareEntry.key_exchange", 2, 1, MAX_16));
                if (request) {
                    fields.add(new Vector("client_shares", 2, 0, MAX_16, entry));
                } else if (context != ExtensionContext.HELLO_RETRY_REQUEST) {
                    fields.addAll(entry);
                }
            }
            case RENEGOTIATION_INFO -> fields.add(Vector.opaque("renegotiated_connection", 1, 0, MAX_8));
            default -> {} // numbers alone, or nothing
        }
        return fields;
    }

    /** A vector of 16-bit values. */
    private static Vector pairs(String name, int prefix, int max) {
        return Vector.opaque(name, prefix, 2, max);
    }
}
