package dev.reprise.tls.internal.crypto;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.spec.AlgorithmParameterSpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A provider in the manner of a hardware module: only it can sign with its keys, which have no encoding. */
final class OpaqueKeys extends Provider {
    private static final long serialVersionUID = 1L;

    OpaqueKeys() {
        super("OpaqueKeys", "1", "for tests");
        for (var algorithm : List.of("SHA256withECDSA", "RSASSA-PSS", "Ed25519")) {
            putService(
                    new Service(
                            this,
                            "Signature",
                            algorithm,
                            Signer.class.getName(),
                            List.of(),
                            Map.of("SupportedKeyClasses", OpaqueKey.class.getName())) {
                        @Override
                        public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
                            return new Signer(Signature.getInstance(algorithm));
                        }

                        @Override
                        public boolean supportsParameter(Object parameter) {
                            return parameter instanceof OpaqueKey;
                        }
                    });
        }
    }

    /** Hide a key. */
    static PrivateKey hide(PrivateKey key) {
        return new OpaqueKey(key);
    }

    private static final class OpaqueKey implements PrivateKey {
        private static final long serialVersionUID = 1L;

        private final transient PrivateKey hidden;

        OpaqueKey(PrivateKey hidden) {
            this.hidden = hidden;
        }

        @Override
        public String getAlgorithm() {
            return hidden.getAlgorithm();
        }

        @Override
        public @Nullable String getFormat() {
            return null;
        }

        @Override
        public byte @Nullable [] getEncoded() {
            return null;
        }
    }

    private static final class Signer extends SignatureSpi {
        private final Signature real;

        Signer(Signature real) {
            this.real = real;
        }

        @Override
        protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
            throw new InvalidKeyException("signs only");
        }

        @Override
        protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
            if (!(key instanceof OpaqueKey opaque)) {
                throw new InvalidKeyException("not ours");
            }
            real.initSign(opaque.hidden);
        }

        @Override
        protected void engineInitSign(PrivateKey key, SecureRandom random) throws InvalidKeyException {
            engineInitSign(key);
        }

        @Override
        protected void engineUpdate(byte b) throws SignatureException {
            real.update(b);
        }

        @Override
        protected void engineUpdate(byte[] bytes, int offset, int length) throws SignatureException {
            real.update(bytes, offset, length);
        }

        @Override
        protected byte[] engineSign() throws SignatureException {
            return real.sign();
        }

        @Override
        protected boolean engineVerify(byte[] signature) throws SignatureException {
            return real.verify(signature);
        }

        @Override
        protected void engineSetParameter(AlgorithmParameterSpec parameters) throws InvalidAlgorithmParameterException {
            real.setParameter(parameters);
        }

        @Override
        @Deprecated
        protected void engineSetParameter(String name, Object value) {
            throw new InvalidParameterException(name);
        }

        @Override
        @Deprecated
        protected Object engineGetParameter(String name) {
            throw new InvalidParameterException(name);
        }
    }
}
