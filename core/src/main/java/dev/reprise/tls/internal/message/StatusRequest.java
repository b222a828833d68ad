package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;
import java.util.ArrayList;
import java.util.List;

/**
 * The client wants the server's certificate to come with an OCSP response (RFC 6066 section 8, RFC 9846 section 4.5.1.1).
 *
 * @param responderIds the responders that it trusts, 1 to 65535 bytes of DER each; none when any will do
 * @param requestExtensions what it would put in an OCSP request, as DER, 0 to 65535 bytes
 */
public record StatusRequest(List<Bytes> responderIds, Bytes requestExtensions) implements Extension {
    /** Any responder, no extensions: what nearly everyone sends. */
    public static final StatusRequest ANY = new StatusRequest(List.of(), Bytes.EMPTY);

    /** CertificateStatusType ocsp; RFC 6066 has no other. */
    static final int OCSP = 1;

    /** Refuse wrong sizes and copy the list. */
    public StatusRequest {
        responderIds = List.copyOf(responderIds);
        for (var responderId : responderIds) {
            Bounds.length(responderId, 1, 0xffff);
        }
        Bounds.length(requestExtensions, 0, 0xffff);
    }

    /** Parse a request; one for another type of status is kept as it is, as nothing tells its form. */
    static Extension parse(Reader r) throws ProtocolException {
        int statusType = r.u8();
        if (statusType != OCSP) {
            var w = new Writer();
            w.u8(statusType).bytes(r.rest());
            return new UnknownExtension(ExtensionType.STATUS_REQUEST.code(), w.toBytes());
        }
        var list = r.vector16(0).reader();
        var responderIds = new ArrayList<Bytes>();
        while (list.remaining() > 0) {
            responderIds.add(list.vector16(1));
        }
        return new StatusRequest(responderIds, r.vector16(0));
    }

    @Override
    public void encodeBody(Writer w) {
        w.u8(OCSP);
        int mark = w.open16();
        for (var responderId : responderIds) {
            w.vector16(responderId);
        }
        w.close16(mark).vector16(requestExtensions);
    }

    @Override
    public int type() {
        return ExtensionType.STATUS_REQUEST.code();
    }
}
