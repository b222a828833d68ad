package dev.reprise.tls.internal.revocation;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.spec.ProtocolException;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.RSAKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something that is signed the way certificates are (RFC 5280 section 4.1.1).
 *
 * @param content what is signed, as DER
 * @param algorithm the whole AlgorithmIdentifier
 * @param signature the bits of the signature
 */
record SignedContent(Bytes content, Bytes algorithm, Bytes signature) {
    private static final int MIN_RSA_BITS = 2048; // RFC 9325 section 4.5
    private static final Bytes RSASSA_PSS = Bytes.ofHex("06092a864886f70d01010a");
    private static final Set<String> HASHES = Set.of("SHA-256", "SHA-384", "SHA-512");

    /** What may sign, but for RSASSA-PSS, whose parameters say more; none with SHA-1. */
    private enum Algorithm {
        RSA_SHA256("SHA256withRSA", "06092a864886f70d01010b"),
        RSA_SHA384("SHA384withRSA", "06092a864886f70d01010c"),
        RSA_SHA512("SHA512withRSA", "06092a864886f70d01010d"),
        ECDSA_SHA256("SHA256withECDSA", "06082a8648ce3d040302"),
        ECDSA_SHA384("SHA384withECDSA", "06082a8648ce3d040303"),
        ECDSA_SHA512("SHA512withECDSA", "06082a8648ce3d040304"),
        ED25519("Ed25519", "06032b6570");

        private final String jcaName;
        private final String identifierHex;

        Algorithm(String jcaName, String identifierHex) {
            this.jcaName = jcaName;
            this.identifierHex = identifierHex;
        }

        static @Nullable Algorithm find(Bytes identifier) {
            for (var algorithm : values()) {
                if (identifier.equals(Bytes.ofHex(algorithm.identifierHex))) {
                    return algorithm;
                }
            }
            return null;
        }
    }

    /**
     * Require that this key signed it, by an algorithm that is strong enough.
     *
     * @throws GeneralSecurityException says in the end of a sentence what is wrong
     */
    void require(PublicKey key) throws GeneralSecurityException {
        if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() < MIN_RSA_BITS) {
            throw new SignatureException("is signed by an RSA key of "
                    + rsa.getModulus().bitLength() + " bits, the least is " + MIN_RSA_BITS);
        }
        try {
            var verifier = verifier(key);
            verifier.update(content.toArray());
            if (verifier.verify(signature.toArray())) {
                return;
            }
        } catch (InvalidKeyException | RuntimeException | ProtocolException e) {
            // Another kind of key than the algorithm's, or what a provider makes of a malformed signature.
            throw new SignatureException("has a signature that cannot be verified", e);
        }
        throw new SignatureException("has a signature that does not verify");
    }

    private Signature verifier(PublicKey key) throws GeneralSecurityException, ProtocolException {
        var fields = new DerReader(algorithm).enter(DerReader.SEQUENCE);
        var identifier = fields.element();
        if (identifier.equals(RSASSA_PSS)) {
            var verifier = Signature.getInstance("RSASSA-PSS");
            verifier.initVerify(key);
            verifier.setParameter(parameters(fields.hasNext() ? fields.element() : Bytes.EMPTY));
            return verifier;
        }
        var known = Algorithm.find(identifier);
        if (known == null) {
            throw new SignatureException(
                    "is signed by an algorithm that is unknown or too weak (object identifier " + identifier + ")");
        }
        var verifier = Signature.getInstance(known.jcaName);
        verifier.initVerify(key);
        return verifier;
    }

    /** RFC 4055 section 3.1: what is left out means SHA-1. */
    private static PSSParameterSpec parameters(Bytes der) throws GeneralSecurityException {
        try {
            var parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
            parameters.init(der.toArray());
            var pss = parameters.getParameterSpec(PSSParameterSpec.class);
            if (HASHES.contains(pss.getDigestAlgorithm())
                    && pss.getMGFParameters() instanceof MGF1ParameterSpec mgf
                    && HASHES.contains(mgf.getDigestAlgorithm())) {
                return pss;
            }
        } catch (IOException e) {
            // Told below.
        }
        throw new SignatureException("is signed by RSASSA-PSS with a hash that is unknown or too weak");
    }
}
