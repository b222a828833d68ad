package dev.reprise.tls.spec;

/**
 * Name why a connection was aborted; each reason carries the one alert that goes out for it, so the whole mapping is the
 * column below. Tests assert on these names, never on texts.
 */
public enum Reason {
    // Encoding (RFC 9846 sections 3 and 6)
    /** A message or vector ends before its fields do. */
    TRUNCATED_MESSAGE(AlertDescription.DECODE_ERROR),
    /** Bytes follow the last field. */
    TRAILING_BYTES(AlertDescription.DECODE_ERROR),
    /** A vector shorter or longer than the RFC allows. */
    BAD_VECTOR_LENGTH(AlertDescription.DECODE_ERROR),
    /** A field that cannot be parsed for another reason. */
    MALFORMED_MESSAGE(AlertDescription.DECODE_ERROR),
    /** A handshake message over the configured size. */
    OVERSIZED_MESSAGE(AlertDescription.DECODE_ERROR),
    /** The same extension twice in one message (section 4.3). */
    DUPLICATE_EXTENSION(AlertDescription.ILLEGAL_PARAMETER),

    // Records (section 5)
    /** A record of an unknown content type. */
    UNKNOWN_CONTENT_TYPE(AlertDescription.UNEXPECTED_MESSAGE),
    /** A record whose plaintext or ciphertext is too long. */
    RECORD_TOO_LONG(AlertDescription.RECORD_OVERFLOW),
    /** A record that fails authentication. */
    BAD_RECORD(AlertDescription.BAD_RECORD_MAC),
    /** A protected record with no content type in it. */
    RECORD_WITHOUT_CONTENT_TYPE(AlertDescription.UNEXPECTED_MESSAGE),
    /** A handshake or alert record without content. */
    EMPTY_RECORD(AlertDescription.UNEXPECTED_MESSAGE),
    /** A plaintext record where protection is due. */
    UNPROTECTED_RECORD(AlertDescription.UNEXPECTED_MESSAGE),
    /** Application data before the handshake allows it. */
    EARLY_APPLICATION_DATA(AlertDescription.UNEXPECTED_MESSAGE),
    /** A change_cipher_spec out of place or with another content than 1. */
    UNEXPECTED_CHANGE_CIPHER_SPEC(AlertDescription.UNEXPECTED_MESSAGE),
    /** Another record type inside a fragmented handshake message. */
    INTERLEAVED_HANDSHAKE(AlertDescription.UNEXPECTED_MESSAGE),
    /** Handshake bytes that span a key change. */
    KEY_CHANGE_INSIDE_RECORD(AlertDescription.UNEXPECTED_MESSAGE),
    /** An alert that is not two bytes. */
    MALFORMED_ALERT(AlertDescription.DECODE_ERROR),
    /** More empty records, warnings or HelloRequests in a row than tolerated. */
    TOO_MANY_EMPTY_RECORDS(AlertDescription.UNEXPECTED_MESSAGE),
    /** A handshake message in more records than tolerated. */
    TOO_MANY_FRAGMENTS(AlertDescription.UNEXPECTED_MESSAGE),
    /** More KeyUpdates in a row without data than tolerated. */
    TOO_MANY_KEY_UPDATES(AlertDescription.UNEXPECTED_MESSAGE),
    /** More post-handshake messages than tolerated. */
    TOO_MANY_POST_HANDSHAKE_MESSAGES(AlertDescription.UNEXPECTED_MESSAGE),
    /** More early data than the limit that is skipped. */
    TOO_MUCH_EARLY_DATA(AlertDescription.UNEXPECTED_MESSAGE),
    /** The number of records that one key may protect is used up. */
    KEY_USAGE_LIMIT(AlertDescription.INTERNAL_ERROR),

    // Order of messages (section 4 and appendix A)
    /** A handshake message that is not legal in this state. */
    UNEXPECTED_MESSAGE(AlertDescription.UNEXPECTED_MESSAGE),
    /** A handshake message type nobody knows. */
    UNKNOWN_HANDSHAKE_TYPE(AlertDescription.UNEXPECTED_MESSAGE),
    /** A second HelloRetryRequest. */
    SECOND_HELLO_RETRY_REQUEST(AlertDescription.UNEXPECTED_MESSAGE),

    // Hello (sections 4.2 and 4.3)
    /** No protocol version in common. */
    NO_COMMON_VERSION(AlertDescription.PROTOCOL_VERSION),
    /** The server chose a version that was not offered. */
    SELECTED_UNOFFERED_VERSION(AlertDescription.ILLEGAL_PARAMETER),
    /** The downgrade sentinel in ServerHello.random (section 4.2.3). */
    DOWNGRADE_DETECTED(AlertDescription.ILLEGAL_PARAMETER),
    /** legacy_version of a hello of TLS 1.3 is not 0x0303 (sections 4.2.2 and 4.2.3). */
    BAD_LEGACY_VERSION(AlertDescription.PROTOCOL_VERSION),
    /** Compression other than null. */
    COMPRESSION_OFFERED(AlertDescription.ILLEGAL_PARAMETER),
    /** The session id was not echoed. */
    SESSION_ID_NOT_ECHOED(AlertDescription.ILLEGAL_PARAMETER),
    /** A TLS 1.2 server that resumes by a session id which stands for no session (RFC 5246 section 7.4.1.3). */
    RESUMED_UNOFFERED_SESSION(AlertDescription.ILLEGAL_PARAMETER),
    /** No cipher suite in common. */
    NO_COMMON_CIPHER_SUITE(AlertDescription.HANDSHAKE_FAILURE),
    /** The server chose a suite that was not offered. */
    SELECTED_UNOFFERED_CIPHER_SUITE(AlertDescription.ILLEGAL_PARAMETER),
    /** The suite differs between HelloRetryRequest and ServerHello. */
    CIPHER_SUITE_CHANGED(AlertDescription.ILLEGAL_PARAMETER),
    /** No key exchange group in common. */
    NO_COMMON_GROUP(AlertDescription.HANDSHAKE_FAILURE),
    /** The server chose a group that was not offered. */
    SELECTED_UNOFFERED_GROUP(AlertDescription.ILLEGAL_PARAMETER),
    /** HelloRetryRequest asks for what the client already did (section 4.2.4). */
    USELESS_HELLO_RETRY_REQUEST(AlertDescription.ILLEGAL_PARAMETER),
    /** The second ClientHello is not the first with the allowed changes (section 4.2.2). */
    CLIENT_HELLO_CHANGED(AlertDescription.ILLEGAL_PARAMETER),
    /** Key shares that are duplicated or not in supported_groups (section 4.3.8). */
    INCONSISTENT_KEY_SHARE(AlertDescription.ILLEGAL_PARAMETER),
    /** A public value that is not valid for its group. */
    INVALID_KEY_SHARE(AlertDescription.ILLEGAL_PARAMETER),
    /** A client fell back to an older version although both sides have a newer one (RFC 7507 section 3). */
    INAPPROPRIATE_FALLBACK(AlertDescription.INAPPROPRIATE_FALLBACK),
    /** A renegotiation_info that belongs to a renegotiation (RFC 5746 sections 3.4 and 3.6). */
    BAD_RENEGOTIATION_INFO(AlertDescription.HANDSHAKE_FAILURE),
    /** A TLS 1.2 server without renegotiation_info, which may be attacked through its clients (RFC 5746 section 4.1). */
    NO_SECURE_RENEGOTIATION(AlertDescription.HANDSHAKE_FAILURE),
    /** extended_master_secret differs between a session and the handshake that resumes it (RFC 7627 section 5.3). */
    EXTENDED_MASTER_SECRET_MISMATCH(AlertDescription.HANDSHAKE_FAILURE),
    /** The server resumed a session with another cipher suite (RFC 5246 section 7.4.1.3). */
    RESUMED_WITH_OTHER_CIPHER_SUITE(AlertDescription.ILLEGAL_PARAMETER),
    /** ec_point_formats without the uncompressed form (RFC 8422 section 5.1.2). */
    NO_UNCOMPRESSED_POINTS(AlertDescription.ILLEGAL_PARAMETER),
    /** A mandatory extension is absent (section 9.2). */
    MISSING_EXTENSION(AlertDescription.MISSING_EXTENSION),
    /** An extension in a message where it is prohibited (section 4.3). */
    EXTENSION_NOT_ALLOWED(AlertDescription.ILLEGAL_PARAMETER),
    /** A response extension nobody asked for (section 4.3). */
    UNSOLICITED_EXTENSION(AlertDescription.UNSUPPORTED_EXTENSION),
    /** No application protocol in common (RFC 7301 section 3.2). */
    NO_COMMON_APPLICATION_PROTOCOL(AlertDescription.NO_APPLICATION_PROTOCOL),
    /** The server chose an application protocol that was not offered. */
    SELECTED_UNOFFERED_APPLICATION_PROTOCOL(AlertDescription.ILLEGAL_PARAMETER),
    /** A server_name that is empty, too long or no host name (RFC 6066 section 3). */
    BAD_SERVER_NAME(AlertDescription.ILLEGAL_PARAMETER),
    /** No server here has the name that the client asks for. */
    UNRECOGNIZED_NAME(AlertDescription.UNRECOGNIZED_NAME),
    /** A record_size_limit below 64 (RFC 8449 section 4). */
    BAD_RECORD_SIZE_LIMIT(AlertDescription.ILLEGAL_PARAMETER),

    // Pre-shared keys (sections 4.3.9 to 4.3.11)
    /** pre_shared_key is not the last extension. */
    PRE_SHARED_KEY_NOT_LAST(AlertDescription.ILLEGAL_PARAMETER),
    /** Identities and binders differ in number, or a binder has a wrong length. */
    MALFORMED_PRE_SHARED_KEY(AlertDescription.ILLEGAL_PARAMETER),
    /** pre_shared_key without psk_key_exchange_modes. */
    PSK_WITHOUT_MODES(AlertDescription.MISSING_EXTENSION),
    /** The binder of the chosen PSK does not verify. */
    BAD_BINDER(AlertDescription.DECRYPT_ERROR),
    /** The server chose a PSK that was not offered, or one of another hash. */
    SELECTED_UNOFFERED_PSK(AlertDescription.ILLEGAL_PARAMETER),
    /** The server chose a PSK without a key share (section 4.3.11). */
    PSK_WITHOUT_KEY_SHARE(AlertDescription.ILLEGAL_PARAMETER),

    // Authentication (section 4.5)
    /** A server without certificates. */
    EMPTY_CERTIFICATE_LIST(AlertDescription.DECODE_ERROR),
    /** certificate_request_context is not the one expected. */
    BAD_CERTIFICATE_REQUEST_CONTEXT(AlertDescription.ILLEGAL_PARAMETER),
    /** More certificates, or more bytes of them, than tolerated. */
    CERTIFICATE_CHAIN_TOO_LONG(AlertDescription.BAD_CERTIFICATE),
    /** A certificate that cannot be parsed. */
    MALFORMED_CERTIFICATE(AlertDescription.BAD_CERTIFICATE),
    /** A certificate whose key fits no offered scheme. */
    UNSUPPORTED_CERTIFICATE_KEY(AlertDescription.UNSUPPORTED_CERTIFICATE),
    /** A certificate signed with MD5 or SHA-1 (section 4.5.1.3). */
    WEAK_CERTIFICATE_SIGNATURE(AlertDescription.BAD_CERTIFICATE),
    /** No path to a trusted root. */
    UNKNOWN_CERTIFICATE_AUTHORITY(AlertDescription.UNKNOWN_CA),
    /** A certificate outside its validity. */
    CERTIFICATE_EXPIRED(AlertDescription.CERTIFICATE_EXPIRED),
    /** A certificate that its authority has revoked. */
    CERTIFICATE_REVOKED(AlertDescription.CERTIFICATE_REVOKED),
    /** No current revocation list says whether a certificate is revoked, where lists are to decide. */
    NO_REVOCATION_LIST(AlertDescription.CERTIFICATE_UNKNOWN),
    /** An OCSP response that is malformed, not current, about another certificate or by nobody authorized (RFC 6066). */
    BAD_CERTIFICATE_STATUS_RESPONSE(AlertDescription.BAD_CERTIFICATE_STATUS_RESPONSE),
    /** No OCSP response where this side or the certificate requires one (RFC 7633). */
    CERTIFICATE_STATUS_REQUIRED(AlertDescription.BAD_CERTIFICATE_STATUS_RESPONSE),
    /** A certificate that does not have the name asked for. */
    NAME_MISMATCH(AlertDescription.BAD_CERTIFICATE),
    /** A certificate that may not be used this way, or a path that breaks another PKIX rule. */
    CERTIFICATE_NOT_ALLOWED(AlertDescription.CERTIFICATE_UNKNOWN),
    /** The peer signed with a scheme that was not offered. */
    SIGNATURE_SCHEME_NOT_OFFERED(AlertDescription.ILLEGAL_PARAMETER),
    /** The peer's signature scheme does not fit its certificate's key. */
    SIGNATURE_SCHEME_MISMATCH(AlertDescription.ILLEGAL_PARAMETER),
    /** The signature in CertificateVerify does not verify. */
    BAD_SIGNATURE(AlertDescription.DECRYPT_ERROR),
    /** None of our certificates fits what the peer accepts. */
    NO_SUITABLE_CERTIFICATE(AlertDescription.HANDSHAKE_FAILURE),
    /** A client certificate is required and none came. */
    CLIENT_CERTIFICATE_REQUIRED(AlertDescription.CERTIFICATE_REQUIRED),
    /** The same in TLS 1.2, which has no alert of its own for it (RFC 5246 section 7.4.6). */
    NO_CLIENT_CERTIFICATE(AlertDescription.HANDSHAKE_FAILURE),
    /** The Finished MAC does not verify. */
    BAD_FINISHED(AlertDescription.DECRYPT_ERROR),
    /** A KeyUpdate with an unknown request_update value (section 4.7.3). */
    BAD_KEY_UPDATE(AlertDescription.ILLEGAL_PARAMETER),

    // Our side
    /** The user wants an earlier session resumed or nothing, and none was. */
    SESSION_REQUIRED(AlertDescription.HANDSHAKE_FAILURE),
    /** The handshake took longer than allowed. */
    HANDSHAKE_TIMEOUT(AlertDescription.USER_CANCELED),
    /** A fault in Reprise or the platform below it. */
    INTERNAL_ERROR(AlertDescription.INTERNAL_ERROR);

    private final AlertDescription alert;

    Reason(AlertDescription alert) {
        this.alert = alert;
    }

    /** Return the alert that is sent for this reason. */
    public AlertDescription alert() {
        return alert;
    }
}
