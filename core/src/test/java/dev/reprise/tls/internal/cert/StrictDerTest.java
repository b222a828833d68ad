package dev.reprise.tls.internal.cert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.io.ByteArrayOutputStream;
import java.security.cert.CertificateEncodingException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictDerTest {
    private static final long SEED = Long.getLong("test.seed", 20260101);
    private static final byte[] PRIVATE_EXTENSION = {0x2a, 3, 4, 5};
    private static final byte[] KEY_IDENTIFIER = {0x55, 0x1d, 0x0e};
    private static final int CONSTRUCTED_OCTET_STRING = 0x24;

    @ParameterizedTest
    @ValueSource(ints = {1, 33, 5_000, 9_000, 14_000})
    void refusesAnExtensionInStringsWithinStrings(int levels) {
        var deep = nested(CONSTRUCTED_OCTET_STRING, levels, new byte[] {4, 1, 0});
        refused(certificate(PRIVATE_EXTENSION, deep));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 33, 9_000})
    void refusesStringsWithinStringsInTheValueOfAnExtensionThatTheJdkParses(int levels) {
        var deep = nested(CONSTRUCTED_OCTET_STRING, levels, new byte[] {4, 1, 0});
        refused(certificate(KEY_IDENTIFIER, tlv(DerReader.OCTET_STRING, deep)));
    }

    @Test
    void takesAnythingAsTheValueOfAnUnknownExtension() {
        for (var value : new byte[][] {{}, {0x24, (byte) 0x80}, {1, 2, 3, 4}}) {
            assertThatCode(() -> Certificates.parse(certificate(PRIVATE_EXTENSION, tlv(DerReader.OCTET_STRING, value))))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void takesSequencesUpToTheLimitAndNoDeeper() throws ProtocolException {
        StrictDer.require(Bytes.wrap(nested(DerReader.SEQUENCE, StrictDer.MAX_DEPTH, new byte[0])));
        refusedAlone(nested(DerReader.SEQUENCE, StrictDer.MAX_DEPTH + 1, new byte[0]));
        refusedAlone(nested(0xa0, 20_000, new byte[0]));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3080 0500 0000", // indefinite
                "30810105", // long form for a short length
                "3082000105", // a leading zero
                "3084000000020500", // four bytes of length
                "300405000500ff", // beyond the end in what follows
                "30030502ff", // beyond the end inside
                "3001",
                "30",
                "1f81", // cut off
                "2300",
                "2400",
                "2c03040100",
                "3300",
                "3600", // constructed strings
                "2100",
                "2200",
                "2500",
                "2600", // constructed values
                "1000",
                "1100" // a SEQUENCE and a SET that are primitive
            })
    void refusesWhatIsNotDer(String hex) {
        refusedAlone(Bytes.ofHex(hex.replace(" ", "")).toArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0500", "3000", "3100", "05000500", "a00504030102ff", "1f810100", "2800"})
    void walksWhatIsDerToItsEnd(String hex) {
        for (var der : new String[] {hex, "308180" + "0500".repeat(64) + hex}) {
            assertThatCode(() -> StrictDer.require(Bytes.ofHex(der))).doesNotThrowAnyException();
        }
    }

    @Test
    void throwsNothingElseForRandomBytes() {
        var random = new Random(SEED);
        for (int round = 0; round < 20_000; round++) {
            var bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            try {
                StrictDer.require(Bytes.wrap(bytes));
                StrictDer.requireCertificate(Bytes.wrap(bytes));
            } catch (ProtocolException e) {
                assertThat(e.reason()).as("-Dtest.seed=%d", SEED).isEqualTo(Reason.MALFORMED_CERTIFICATE);
            }
        }
    }

    private static void refused(Bytes certificate) {
        Fixtures.assertRefused(Reason.MALFORMED_CERTIFICATE, () -> Certificates.parse(certificate));
    }

    private static void refusedAlone(byte[] der) {
        Fixtures.assertRefused(Reason.MALFORMED_CERTIFICATE, () -> StrictDer.require(Bytes.wrap(der)));
    }

    /** A certificate, its signature spoiled, with one extension whose value is given with tag and length. */
    private static Bytes certificate(byte[] identifier, byte[] value) {
        try {
            var base = Bytes.wrap(TestCertificates.root("Root").certificate().getEncoded());
            var parts = new DerReader(base).enter(DerReader.SEQUENCE);
            var fields = parts.enter(DerReader.SEQUENCE);
            var signed = new ByteArrayOutputStream();
            while (fields.nextTag() != DerReader.context(3)) {
                signed.writeBytes(fields.element().toArray());
            }
            var extension = tlv(DerReader.SEQUENCE, tlv(6, identifier), value);
            signed.writeBytes(tlv(DerReader.context(3), tlv(DerReader.SEQUENCE, extension)));
            return Bytes.wrap(tlv(
                    DerReader.SEQUENCE,
                    tlv(DerReader.SEQUENCE, signed.toByteArray()),
                    parts.element().toArray(),
                    parts.element().toArray()));
        } catch (ProtocolException | CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** So many elements of a tag, each the only content of the one before; built from the inside without copying it. */
    private static byte[] nested(int tag, int levels, byte[] innermost) {
        var headers = new byte[levels][];
        int length = innermost.length;
        for (int level = levels - 1; level >= 0; level--) {
            headers[level] = header(tag, length);
            length += headers[level].length;
        }
        var all = new ByteArrayOutputStream(length);
        for (var header : headers) {
            all.writeBytes(header);
        }
        all.writeBytes(innermost);
        return all.toByteArray();
    }

    private static byte[] tlv(int tag, byte[]... parts) {
        var content = new ByteArrayOutputStream();
        for (var part : parts) {
            content.writeBytes(part);
        }
        var all = new ByteArrayOutputStream();
        all.writeBytes(header(tag, content.size()));
        all.writeBytes(content.toByteArray());
        return all.toByteArray();
    }

    private static byte[] header(int tag, int length) {
        if (length < 0x80) {
            return new byte[] {(byte) tag, (byte) length};
        }
        if (length < 0x100) {
            return new byte[] {(byte) tag, (byte) 0x81, (byte) length};
        }
        if (length < 0x10000) {
            return new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
        }
        return new byte[] {(byte) tag, (byte) 0x83, (byte) (length >> 16), (byte) (length >> 8), (byte) length};
    }
}
