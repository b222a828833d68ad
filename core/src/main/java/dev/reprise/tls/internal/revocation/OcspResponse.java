package dev.reprise.tls.internal.revocation;

import dev.reprise.tls.internal.cert.StrictDer;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.spec.ProtocolException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A basic OCSP response (RFC 6960 section 4.2.1): syntactically legal, not yet verified.
 *
 * @param signed what the responder signed, and how
 * @param responderName the responder's distinguished name as DER; null when it is known by its key
 * @param responderKeyHash the SHA-1 of the responder's public key; null when it is known by its name
 * @param producedAt when it was signed
 * @param responses what it says, of one certificate each
 * @param certificates what may help to verify the signature, as DER, not parsed yet
 */
record OcspResponse(
        SignedContent signed,
        @Nullable Bytes responderName,
        @Nullable Bytes responderKeyHash,
        Instant producedAt,
        List<OcspSingleResponse> responses,
        List<Bytes> certificates) {
    /** A responder has one certificate, and maybe one or two above it. */
    private static final int MAX_CERTIFICATES = 8;

    private static final int ENUMERATED = 0x0a;
    private static final int BIT_STRING = 0x03;
    private static final int BOOLEAN = 0x01;
    private static final Bytes BASIC = Bytes.ofHex("06092b0601050507300101");
    private static final Bytes NONCE = Bytes.ofHex("06092b0601050507300102");

    /** Copy the lists. */
    OcspResponse {
        responses = List.copyOf(responses);
        certificates = List.copyOf(certificates);
    }

    /**
     * Parse a response that fills the bytes exactly; one that reports an error is refused with the error's name.
     *
     * @throws ProtocolException BAD_CERTIFICATE_STATUS_RESPONSE
     */
    static OcspResponse parse(Bytes der) throws ProtocolException {
        try {
            StrictDer.require(der);
            var whole = new DerReader(der);
            var fields = whole.enter(DerReader.SEQUENCE);
            whole.end();
            requireSuccess(fields.content(ENUMERATED));
            var bytes = fields.enter(DerReader.context(0)).enter(DerReader.SEQUENCE);
            fields.end();
            var type = bytes.element();
            if (!type.equals(BASIC)) {
                throw BadStatus.refused("is of a type that is not known (object identifier " + type + ")");
            }
            var response = bytes.content(DerReader.OCTET_STRING);
            bytes.end();
            return parseBasic(response);
        } catch (ProtocolException e) {
            throw BadStatus.of(e);
        }
    }

    private static void requireSuccess(Bytes status) throws ProtocolException {
        if (status.length() != 1) {
            throw BadStatus.malformed("a status of " + status.length() + " bytes");
        }
        // Nobody signs these, so that anybody may have said them.
        var error = switch (status.at(0)) {
            case 0 -> null;
            case 1 -> "malformed request";
            case 2 -> "internal error";
            case 3 -> "try later";
            case 5 -> "signature required";
            case 6 -> "unauthorized";
            default -> throw BadStatus.malformed("status " + status.at(0));
        };
        if (error != null) {
            throw BadStatus.refused("reports an error: " + error);
        }
    }

    private static OcspResponse parseBasic(Bytes der) throws ProtocolException {
        StrictDer.require(der);
        var whole = new DerReader(der);
        var fields = whole.enter(DerReader.SEQUENCE);
        whole.end();
        var content = fields.element();
        var algorithm = fields.element();
        var signature = fields.content(BIT_STRING).reader();
        if (signature.u8() != 0) {
            throw BadStatus.malformed("a signature that is no whole number of bytes");
        }
        var signed = new SignedContent(content, algorithm, signature.rest());
        var certificates = new ArrayList<Bytes>();
        if (fields.hasNext()) {
            var list = fields.enter(DerReader.context(0)).enter(DerReader.SEQUENCE);
            while (list.hasNext()) {
                certificates.add(list.element());
            }
        }
        fields.end();
        if (certificates.size() > MAX_CERTIFICATES) {
            throw BadStatus.refused("has " + certificates.size() + " certificates, the most are " + MAX_CERTIFICATES);
        }
        return parseData(new DerReader(content).enter(DerReader.SEQUENCE), signed, certificates);
    }

    private static OcspResponse parseData(DerReader fields, SignedContent signed, List<Bytes> certificates)
            throws ProtocolException {
        if (fields.nextTag() == DerReader.context(0)) {
            // X.690 section 11.5: DER leaves a default out; RFC 6960 section 4.2.2.3: the version MUST be v1.
            throw BadStatus.malformed("a version other than 1");
        }
        Bytes name = null;
        Bytes keyHash = null;
        if (fields.nextTag() == DerReader.context(1)) {
            name = fields.content(DerReader.context(1));
        } else {
            var responder = fields.enter(DerReader.context(2));
            keyHash = responder.octetString(20, 20);
            responder.end();
        }
        var producedAt = OcspTime.parse(fields);
        var list = fields.enter(DerReader.SEQUENCE);
        var responses = new ArrayList<OcspSingleResponse>();
        while (list.hasNext()) {
            responses.add(OcspSingleResponse.parse(list.enter(DerReader.SEQUENCE)));
        }
        requireKnownExtensions(fields);
        fields.end();
        return new OcspResponse(signed, name, keyHash, producedAt, responses, certificates);
    }

    /** RFC 6960 section 4.1.2: what is not known is ignored unless it is critical. A nonce is the requestor's to compare. */
    static void requireKnownExtensions(DerReader fields) throws ProtocolException {
        if (!fields.hasNext()) {
            return;
        }
        var list = fields.enter(DerReader.context(1)).enter(DerReader.SEQUENCE);
        while (list.hasNext()) {
            var extension = list.enter(DerReader.SEQUENCE);
            var identifier = extension.element();
            // X.690 section 11.5: it is there only where it is true.
            boolean critical = extension.nextTag() == BOOLEAN
                    && !extension.content(BOOLEAN).isEmpty();
            extension.content(DerReader.OCTET_STRING);
            extension.end();
            if (critical && !identifier.equals(NONCE)) {
                throw BadStatus.refused(
                        "has a critical extension that is not known (object identifier " + identifier + ")");
            }
        }
    }
}
