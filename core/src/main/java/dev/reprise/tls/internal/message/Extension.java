package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;

/** An extension (RFC 9846 section 4.3): syntactically legal for the message it stands in. */
public sealed interface Extension
        permits Alpn,
                CertificateAuthorities,
                Cookie,
                EarlyData,
                EmptyStatusRequest,
                EcPointFormats,
                ExtendedMasterSecret,
                KeyShareClientHello,
                KeyShareHelloRetryRequest,
                KeyShareServerHello,
                OfferedPsks,
                PostHandshakeAuth,
                PskKeyExchangeModes,
                RecordSizeLimit,
                RenegotiationInfo,
                SelectedPsk,
                SelectedVersion,
                ServerName,
                ServerNameAcknowledgement,
                SessionTicket,
                SignatureAlgorithms,
                SignatureAlgorithmsCert,
                StapledStatus,
                StatusRequest,
                SupportedGroups,
                SupportedVersions,
                TicketEarlyData,
                TicketRequest,
                TicketRequestHint,
                UnknownExtension {

    /** Return the 16-bit code point. */
    int type();

    /** Append extension_data, without type and length. */
    void encodeBody(Writer w);

    /**
     * Parse extension_data of a type that is allowed in {@code context}. The caller checks that nothing is left over.
     *
     * @throws ProtocolException with the reason, when it is malformed
     */
    static Extension parse(ExtensionType type, ExtensionContext context, Reader r) throws ProtocolException {
        boolean request = context == ExtensionContext.CLIENT_HELLO;
        return switch (type) {
            case SERVER_NAME ->
                switch (context) {
                    case CLIENT_HELLO -> ServerName.parse(r);
                    // Only exported authenticators (RFC 9261) use it there, which we do not have.
                    case CERTIFICATE_REQUEST -> new UnknownExtension(type.code(), r.rest());
                    default -> new ServerNameAcknowledgement();
                };
            case STATUS_REQUEST ->
                switch (context) {
                    case CLIENT_HELLO -> StatusRequest.parse(r);
                    case CERTIFICATE -> StapledStatus.parse(r);
                    default -> new EmptyStatusRequest();
                };
            case SUPPORTED_GROUPS -> SupportedGroups.parse(r);
            case EC_POINT_FORMATS -> EcPointFormats.parse(r);
            case SIGNATURE_ALGORITHMS -> SignatureAlgorithms.parse(r);
            case APPLICATION_LAYER_PROTOCOL_NEGOTIATION -> request ? Alpn.parse(r) : Alpn.parseSelected(r);
            case EXTENDED_MASTER_SECRET -> new ExtendedMasterSecret();
            case RECORD_SIZE_LIMIT -> RecordSizeLimit.parse(r);
            case SESSION_TICKET -> SessionTicket.parse(r);
            case PRE_SHARED_KEY -> request ? OfferedPsks.parse(r) : SelectedPsk.parse(r);
            case EARLY_DATA ->
                context == ExtensionContext.NEW_SESSION_TICKET ? TicketEarlyData.parse(r) : new EarlyData();
            case SUPPORTED_VERSIONS -> request ? SupportedVersions.parse(r) : SelectedVersion.parse(r);
            case COOKIE -> Cookie.parse(r);
            case PSK_KEY_EXCHANGE_MODES -> PskKeyExchangeModes.parse(r);
            case CERTIFICATE_AUTHORITIES -> CertificateAuthorities.parse(r);
            case POST_HANDSHAKE_AUTH -> new PostHandshakeAuth();
            case SIGNATURE_ALGORITHMS_CERT -> SignatureAlgorithmsCert.parse(r);
            case KEY_SHARE ->
                switch (context) {
                    case CLIENT_HELLO -> KeyShareClientHello.parse(r);
                    case HELLO_RETRY_REQUEST -> KeyShareHelloRetryRequest.parse(r);
                    default -> KeyShareServerHello.parse(r);
                };
            case TICKET_REQUEST -> request ? TicketRequest.parse(r) : TicketRequestHint.parse(r);
            case RENEGOTIATION_INFO -> RenegotiationInfo.parse(r);
        };
    }
}
