package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.crypto.Secret;
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
 * Parses private keys from PEM: PKCS#8 (RFC 5208, RFC 5958), SEC 1 ({@code EC PRIVATE KEY}, RFC 5915) and PKCS#1 ({@code
 * RSA PRIVATE KEY}, RFC 8017 appendix A.1.2), each plain or encrypted. All but the first are wrapped as PKCS#8, which is what
 * the JDK reads. No text of an exception contains anything of a key, and none has the JDK's own exception as its cause.
 * Thread-safe.
 */
public final class PrivateKeys {
    private static final String EXPECTED = "; expected a PEM block BEGIN PRIVATE KEY";
    private static final int CONTEXT_0 = 0xa0;
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
     * Parse the first private key of a PEM text; certificates and parameters before it are passed over. Text and password
     * stay the caller's to wipe. An IOException names the source, what was found and what was expected.
     *
     * @param password for a key that is encrypted; null when there is none
     */
    public static PrivateKey parsePem(byte[] pem, String source, char @Nullable [] password) throws IOException {
        var elements = Pem.parse(pem);
        try {
            return parse(pem, elements, source, password);
        } finally {
            for (var element : elements) {
                if (element instanceof Pem.Block block) {
                    block.close();
                }
            }
        }
    }

    private static PrivateKey parse(byte[] pem, List<Pem.Element> elements, String source, char @Nullable [] password)
            throws IOException {
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
                case Pem.Block block -> parse(block, curve, password, what);
            };
        }
        throw new IOException("no private key in " + source + EXPECTED + "; " + PemDiagnosis.of(pem, elements));
    }

    private static PrivateKey parse(Pem.Block block, @Nullable Bytes curve, char @Nullable [] password, String what)
            throws IOException {
        boolean encryptedPkcs8 = block.label().equals("ENCRYPTED PRIVATE KEY");
        try {
            if (!encryptedPkcs8 && !block.encrypted()) {
                return parse(block.label(), block.content(), curve);
            }
            if (password == null) {
                throw new UnreadableKeyException(
                        "is encrypted and no password is given; give it, or decrypt the key, as with openssl pkey");
            }
            try (var plain = encryptedPkcs8
                    ? EncryptedPkcs8.decrypt(block.content(), password)
                    : OldPemEncryption.decrypt(block, password)) {
                return parseDecrypted(encryptedPkcs8 ? "PRIVATE KEY" : block.label(), plain, curve);
            }
        } catch (UnreadableKeyException e) {
            throw new IOException("the " + what + " " + e.getMessage());
        } catch (ProtocolException e) {
            throw new IOException("the " + what + " is damaged: its DER is not a private key's");
        }
    }

    private static PrivateKey parseDecrypted(String label, Secret plain, @Nullable Bytes curve) throws IOException {
        var content = plain.toArray();
        try {
            return parse(label, Bytes.wrap(content), curve);
        } catch (ProtocolException e) {
            // One wrong password in 256 leaves a legal padding.
            throw UnreadableKeyException.notDecrypted("the cipher it names");
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private static PrivateKey parse(String label, Bytes content, @Nullable Bytes curve) throws IOException {
        var writer = new DerWriter(2048);
        try {
            switch (label) {
                case "PRIVATE KEY" -> rewrap(content, writer);
                case "RSA PRIVATE KEY" -> wrap(Algorithm.RSA, NULL, content, writer);
                case "EC PRIVATE KEY" -> wrap(Algorithm.EC, curveOf(content, curve), content, writer);
                case "OPENSSH PRIVATE KEY" ->
                    throw new UnreadableKeyException(
                            "is in a form of OpenSSH's own; convert it, as with ssh-keygen -p -m PKCS8" + EXPECTED);
                default -> throw new UnreadableKeyException("is of an unknown kind" + EXPECTED);
            }
            return generate(writer);
        } finally {
            writer.wipe();
        }
    }

    private static PrivateKey generate(DerWriter writer) throws IOException {
        var encoded = writer.toArray();
        try {
            var identifier = new DerReader(Bytes.wrap(encoded)).enter(DerReader.SEQUENCE);
            identifier.integer(0);
            var oid = identifier.enter(DerReader.SEQUENCE).element();
            var algorithm = Algorithm.find(oid);
            if (algorithm == null) {
                throw new UnreadableKeyException("has an unknown algorithm (object identifier " + oid
                        + "); expected RSA, RSASSA-PSS, EC or Ed25519");
            }
            try {
                return KeyFactory.getInstance(algorithm.jcaName).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            } catch (GeneralSecurityException | RuntimeException e) {
                throw new UnreadableKeyException(
                        "is damaged, or of an unknown curve: not a legal " + algorithm.jcaName + " key");
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
        var algorithm = EcParameters.withNamedCurve(fields.element());
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
            throw new UnreadableKeyException("does not name its curve" + EXPECTED);
        }
        var known = EcParameters.named(new DerReader(named).element());
        if (known == null) {
            throw new UnreadableKeyException("has a curve that is neither named nor described as one that is known");
        }
        return known;
    }
}
