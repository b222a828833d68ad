package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.internal.wire.DerWriter;
import dev.reprise.tls.spec.ProtocolException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parses unencrypted private keys from PEM: PKCS#8 (RFC 5208, RFC 5958), SEC 1 ({@code EC PRIVATE KEY}, RFC 5915) and PKCS#1
 * ({@code RSA PRIVATE KEY}, RFC 8017 appendix A.1.2). All but the first are wrapped as PKCS#8, which is what the JDK reads.
 * No text of an exception contains anything of a key, and none has the JDK's own exception as its cause. Thread-safe.
 */
public final class PrivateKeys {
    private static final String EXPECTED = "; expected an unencrypted PEM block BEGIN PRIVATE KEY";
    private static final int CONTEXT_0 = 0xa0;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final Bytes NULL = Bytes.ofHex("0500");
    private static final int MAX_KEY = 0xffff; // an RSA key of 16384 bits has about 9 KiB

    private PrivateKeys() {}

    /** The key algorithms that a certificate of ours can have, with their whole OBJECT IDENTIFIERs. */
    private enum Algorithm {
        RSA("RSA", "06092a864886f70d010101"),
        RSASSA_PSS("RSASSA-PSS", "06092a864886f70d01010a"),
        EC("EC", "06072a8648ce3d0201"),
        ED25519("Ed25519", "06032b6570");

        private final String jcaName;
        private final String identifierHex;

        Algorithm(String jcaName, String identifierHex) {
            this.jcaName = jcaName;
            this.identifierHex = identifierHex;
        }

        Bytes identifier() {
            return Bytes.ofHex(identifierHex);
        }

        static @Nullable Algorithm find(Bytes identifier) {
            for (var algorithm : values()) {
                if (algorithm.identifier().equals(identifier)) {
                    return algorithm;
                }
            }
            return null;
        }
    }

    /**
     * Parse the first private key of a PEM text; certificates and parameters before it are passed over. The text stays the
     * caller's to wipe. An IOException names the source, what was found and what was expected.
     */
    public static PrivateKey parsePem(byte[] pem, String source) throws IOException {
        var elements = Pem.parse(pem);
        try {
            return parse(elements, source);
        } finally {
            for (var element : elements) {
                if (element instanceof Pem.Block block) {
                    block.close();
                }
            }
        }
    }

    private static PrivateKey parse(List<Pem.Element> elements, String source) throws IOException {
        Bytes curve = null;
        for (var element : elements) {
            if (element instanceof Pem.Block block && block.label().equals("EC PARAMETERS")) {
                curve = block.content();
            }
            if (!element.label().endsWith("PRIVATE KEY")) {
                continue;
            }
            var what = element.label() + " in " + source;
            return switch (element) {
                case Pem.DamagedBlock damaged ->
                    throw new IOException("the " + what + " is damaged: " + damaged.damage());
                case Pem.Block block -> parse(block, curve, what);
            };
        }
        if (elements.isEmpty()) {
            throw new IOException("no PEM block in " + source + EXPECTED);
        }
        throw new IOException("no private key in " + source + ", only "
                + String.join(
                        ", ",
                        elements.stream()
                                .map(Pem.Element::label)
                                .distinct()
                                .limit(5)
                                .toList())
                + EXPECTED);
    }

    private static PrivateKey parse(Pem.Block block, @Nullable Bytes curve, String what) throws IOException {
        if (block.encrypted() || block.label().equals("ENCRYPTED PRIVATE KEY")) {
            throw new IOException(
                    "the " + what + " is encrypted; decrypt it first, as with openssl pkey -in FILE -out PLAIN");
        }
        var writer = new DerWriter(2048);
        try {
            switch (block.label()) {
                case "PRIVATE KEY" -> rewrap(block.content(), writer);
                case "RSA PRIVATE KEY" -> wrap(Algorithm.RSA, NULL, block.content(), writer);
                case "EC PRIVATE KEY" -> wrap(Algorithm.EC, curveOf(block.content(), curve), block.content(), writer);
                default -> throw new IOException("the " + what + " is of an unknown kind" + EXPECTED);
            }
            return generate(writer, what);
        } catch (ProtocolException e) {
            throw new IOException("the " + what + " is damaged: its DER is not a private key's");
        } finally {
            writer.wipe();
        }
    }

    private static PrivateKey generate(DerWriter writer, String what) throws IOException {
        var encoded = writer.toArray();
        try {
            var identifier = new DerReader(Bytes.wrap(encoded)).enter(DerReader.SEQUENCE);
            identifier.integer(0);
            var oid = identifier.enter(DerReader.SEQUENCE).element();
            var algorithm = Algorithm.find(oid);
            if (algorithm == null) {
                throw new IOException("the " + what + " has an unknown algorithm (object identifier " + oid
                        + "); expected RSA, RSASSA-PSS, EC or Ed25519");
            }
            try {
                return KeyFactory.getInstance(algorithm.jcaName).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            } catch (GeneralSecurityException | RuntimeException e) {
                throw new IOException("the " + what + " is damaged, or of an unknown curve: not a legal "
                        + algorithm.jcaName + " key");
            }
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    /**
     * Copy version, algorithm and key of a PKCS#8 structure and leave attributes and the public key of RFC 5958 section 2
     * out: not every JDK reads version 1, in which other programs write Ed25519 keys.
     */
    private static void rewrap(Bytes pkcs8, DerWriter writer) throws ProtocolException {
        var outer = new DerReader(pkcs8);
        var fields = outer.enter(DerReader.SEQUENCE);
        outer.end();
        fields.integer(1);
        var algorithm = fields.element();
        var key = fields.octetString(1, MAX_KEY);
        while (fields.hasNext()) {
            fields.element();
        }
        int mark = writer.open(DerReader.SEQUENCE);
        writer.integer(0).element(algorithm).octetString(key).close(mark);
    }

    private static void wrap(Algorithm algorithm, Bytes parameters, Bytes key, DerWriter writer) {
        int mark = writer.open(DerReader.SEQUENCE);
        writer.integer(0);
        int inner = writer.open(DerReader.SEQUENCE);
        writer.element(algorithm.identifier()).element(parameters).close(inner);
        writer.octetString(key).close(mark);
    }

    /** Return the curve's OBJECT IDENTIFIER: in the key (RFC 5915 section 3), else in the EC PARAMETERS before it. */
    private static Bytes curveOf(Bytes ecPrivateKey, @Nullable Bytes curve) throws ProtocolException, IOException {
        var fields = new DerReader(ecPrivateKey).enter(DerReader.SEQUENCE);
        fields.integer(1);
        fields.octetString(1, MAX_KEY);
        var named = fields.nextTag() == CONTEXT_0 ? fields.content(CONTEXT_0) : curve;
        if (named == null) {
            throw new IOException("the EC PRIVATE KEY does not name its curve" + EXPECTED);
        }
        if (new DerReader(named).nextTag() != OBJECT_IDENTIFIER) {
            throw new IOException("the EC PRIVATE KEY has a curve that is not named by an object identifier");
        }
        return new DerReader(named).element();
    }
}
