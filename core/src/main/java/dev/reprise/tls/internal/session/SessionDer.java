package dev.reprise.tls.internal.session;

import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.internal.wire.DerWriter;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The DER of SSL_SESSION: five fields that are always there, and explicit context tags in ascending order. */
final class SessionDer {
    private static final int STRUCTURE_VERSION = 1;

    private SessionDer() {}

    static byte[] encode(SessionData data, @Nullable Bytes certificate) {
        var hostName = data.hostName();
        var der = new DerWriter(256 + data.ticket().length() + (certificate == null ? 0 : certificate.length()));
        var key = data.secret().toArray();
        try {
            int session = der.open(DerReader.SEQUENCE);
            der.integer(STRUCTURE_VERSION).integer(data.protocolVersion());
            int suite = data.cipherSuite();
            der.octetString(new byte[] {(byte) (suite >>> 8), (byte) suite});
            der.octetString(data.sessionId()).octetString(key);
            putNumber(der, 1, data.time());
            putNumber(der, 2, data.timeout());
            if (certificate != null) {
                int field = der.open(DerReader.context(3));
                der.element(certificate).close(field);
            }
            putBytes(der, 4, data.sessionIdContext()); // OpenSSL and LibreSSL write it always, empty or not
            putNumber(der, 5, data.verifyResult());
            putBytes(der, 6, hostName == null ? null : Bytes.wrap(hostName.getBytes(StandardCharsets.ISO_8859_1)));
            putNumber(der, 9, data.ticketLifetimeHint());
            putBytes(der, 10, data.ticket().isEmpty() ? null : data.ticket());
            putNumber(der, 13, data.flags());
            putNumber(der, 14, data.ticketAgeAdd());
            putNumber(der, 15, data.maxEarlyData());
            putBytes(der, 16, data.alpn());
            putBytes(der, 18, data.applicationData().isEmpty() ? null : data.applicationData());
            putNumber(der, 19, data.keyExchangeGroup());
            return der.close(session).toArray();
        } finally {
            Arrays.fill(key, (byte) 0);
            der.wipe();
        }
    }

    private static void putNumber(DerWriter der, int number, long value) {
        if (value != 0) {
            int field = der.open(DerReader.context(number));
            der.integer(value).close(field);
        }
    }

    private static void putBytes(DerWriter der, int number, @Nullable Bytes value) {
        if (value != null) {
            int field = der.open(DerReader.context(number));
            der.octetString(value).close(field);
        }
    }

    static SessionData parse(Bytes der) throws ProtocolException {
        var session = new DerReader(der).enter(DerReader.SEQUENCE);
        if (session.integer(Integer.MAX_VALUE) != STRUCTURE_VERSION) {
            throw malformed("a session of another structure version than 1");
        }
        var builder = SessionData.builder()
                .protocolVersion((int) session.integer(0xffff))
                .cipherSuite(session.octetString(2, 2).reader().u16())
                .sessionId(own(session.octetString(0, SessionData.MAX_ID_LENGTH)));
        var secret = Secret.take(
                session.octetString(0, SessionData.MAX_SECRET_LENGTH).toArray());
        try {
            int last = -1;
            while (session.hasNext()) {
                int number = session.nextTag() - DerReader.context(0);
                var element = session.element();
                if (number < 0 || number > 30) {
                    continue; // no field at all
                }
                if (number <= last) {
                    throw malformed("session field [" + number + "] after [" + last + "]");
                }
                last = number;
                parseField(number, new DerReader(element).enter(DerReader.context(number)), builder);
            }
            return builder.secret(secret).build();
        } catch (ProtocolException e) {
            secret.close();
            throw e;
        }
    }

    private static void parseField(int number, DerReader field, SessionBuilder builder) throws ProtocolException {
        switch (number) {
            case 1 -> builder.time(field.integer(SessionData.MAX_TIME));
            case 2 -> builder.timeout(field.integer(Long.MAX_VALUE));
            case 3 -> {
                if (field.nextTag() != DerReader.SEQUENCE) {
                    throw malformed("a session whose certificate is none");
                }
                builder.peerCertificate(own(field.element()));
            }
            case 4 -> builder.sessionIdContext(own(field.octetString(0, SessionData.MAX_ID_LENGTH)));
            case 5 -> builder.verifyResult(field.integer(Long.MAX_VALUE));
            case 6 -> builder.hostName(hostName(field.octetString(0, 0xffff)));
            case 9 -> builder.ticketLifetimeHint(field.integer(SessionData.MAX_UINT32));
            case 10 -> builder.ticket(own(field.octetString(0, 0xffff)));
            case 13 -> builder.flags((int) field.integer(Integer.MAX_VALUE));
            case 14 -> builder.ticketAgeAdd(field.integer(SessionData.MAX_UINT32));
            case 15 -> builder.maxEarlyData(field.integer(SessionData.MAX_UINT32));
            case 16 -> builder.alpn(own(field.octetString(0, 0xff)));
            case 18 -> builder.applicationData(own(field.octetString(0, 0xffff)));
            case 19 -> builder.keyExchangeGroup((int) field.integer(Integer.MAX_VALUE));
            default -> {
                return; // a field of other features or later years
            }
        }
        field.end();
    }

    private static String hostName(Bytes value) throws ProtocolException {
        var text = new String(value.toArray(), StandardCharsets.ISO_8859_1);
        if (text.indexOf('\0') >= 0) {
            throw malformed("a session whose host name has a NUL byte");
        }
        return text;
    }

    /** A copy, so that what outlives the source neither pins nor is wiped with it. */
    private static Bytes own(Bytes view) {
        return Bytes.wrap(view.toArray());
    }

    private static ProtocolException malformed(String what) {
        return new ProtocolException(Reason.MALFORMED_MESSAGE, what);
    }
}
