package dev.reprise.tls.jsse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.TestCertificate;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.cert.X509Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keys of a hardware token, which have no encoding, so that their own provider alone can sign with them. */
class TokenKeysTest {
    private static final Token TOKEN = new Token();

    static Stream<Setting> ours() {
        return Setting.repriseAlone().filter(setting -> !setting.direct());
    }

    @BeforeAll
    static void plugIn() {
        Security.addProvider(TOKEN);
    }

    @AfterAll
    static void pullOut() {
        Security.removeProvider(TOKEN.getName());
    }

    @ParameterizedTest
    @MethodSource("ours")
    @DisplayName("[JSSE managers] a server's keys on a token sign by the token's provider")
    void server(Setting setting) throws Exception {
        for (var own : List.of(Parties.SERVER, Parties.RSA_SERVER)) {
            int before = TOKEN.signatures.get();
            var server = Parties.context(setting.server(), keys(own), Parties.trust(Parties.ROOT));
            var pair = EnginePair.of(setting, Parties.client(setting.client()), server)
                    .handshake();
            assertThat(pair.client.engine.getSession().getPeerCertificates()).containsExactly(own.certificate());
            assertThat(TOKEN.signatures.get()).isEqualTo(before + 1);
        }
    }

    @ParameterizedTest
    @MethodSource("ours")
    @DisplayName("[JSSE managers] a client's key on a token signs by the token's provider")
    void client(Setting setting) throws Exception {
        int before = TOKEN.signatures.get();
        var client = Parties.context(setting.client(), keys(Parties.CLIENT), Parties.trust(Parties.ROOT));
        var pair = EnginePair.of(setting, client, Parties.server(setting.server()));
        pair.server.engine.setNeedClientAuth(true);
        pair.handshake();
        assertThat(pair.server.engine.getSession().getPeerCertificates()).containsExactly(Parties.CLIENT.certificate());
        assertThat(TOKEN.signatures.get()).isEqualTo(before + 1);
    }

    private static KeyManager[] keys(TestCertificate own) {
        return new KeyManager[] {new OneKey(own)};
    }

    /** Has one key, on the token. */
    private static final class OneKey extends UnaskedKeys {
        private final TestCertificate own;
        private final PrivateKey key;

        OneKey(TestCertificate own) {
            this.own = own;
            key = new TokenKey(own.key());
        }

        @Override
        public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
            return keyType.equals(key.getAlgorithm()) ? "own" : null;
        }

        @Override
        public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
            return "own";
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return own.chain().toArray(X509Certificate[]::new);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key;
        }
    }

    private record TokenKey(PrivateKey hidden) implements PrivateKey {
        @Override
        public String getAlgorithm() {
            return hidden.getAlgorithm();
        }

        @Override
        public String getFormat() {
            return null;
        }

        @Override
        public byte[] getEncoded() {
            return null;
        }
    }

    /** Signs with its own keys alone. */
    private static final class Token extends Provider {
        private static final long serialVersionUID = 1L;

        final transient AtomicInteger signatures = new AtomicInteger();

        Token() {
            super("Token", "1", "for tests");
            for (var algorithm : List.of("SHA256withECDSA", "RSASSA-PSS", "SHA256withRSA")) {
                putService(
                        new Service(
                                this,
                                "Signature",
                                algorithm,
                                TokenSigner.class.getName(),
                                List.of(),
                                Map.of("SupportedKeyClasses", TokenKey.class.getName())) {
                            @Override
                            public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
                                return new TokenSigner(Signature.getInstance(algorithm), signatures);
                            }
                        });
            }
        }
    }

    private static final class TokenSigner extends SignatureSpi {
        private final Signature real;
        private final AtomicInteger signatures;

        TokenSigner(Signature real, AtomicInteger signatures) {
            this.real = real;
            this.signatures = signatures;
        }

        @Override
        protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
            throw new InvalidKeyException("signs only");
        }

        @Override
        protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
            if (!(key instanceof TokenKey own)) {
                throw new InvalidKeyException("not on this token");
            }
            real.initSign(own.hidden());
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
            signatures.incrementAndGet();
            return real.sign();
        }

        @Override
        protected boolean engineVerify(byte[] signature) {
            return false;
        }

        @Override
        protected void engineSetParameter(AlgorithmParameterSpec parameters) throws InvalidAlgorithmParameterException {
            real.setParameter(parameters);
        }

        @Override
        @Deprecated
        protected void engineSetParameter(String name, Object value) {
            throw new UnsupportedOperationException();
        }

        @Override
        @Deprecated
        protected Object engineGetParameter(String name) {
            throw new UnsupportedOperationException();
        }
    }
}
