package dev.reprise.bench;

import dev.reprise.tls.internal.crypto.Signatures;
import dev.reprise.tls.internal.crypto.curve.EcdsaP256;
import dev.reprise.tls.internal.crypto.curve.X25519;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.SignatureScheme;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;

/** The curves of Reprise itself. */
final class OwnCurves implements PublicKeyCost.Curves {
    private final SecureRandom random = new SecureRandom();
    private final Signatures signatures = new Signatures(random);
    private final EcdsaP256 ecdsa = new EcdsaP256();

    @Override
    public int exchange() {
        var client = new byte[32];
        var server = new byte[32];
        var clientValue = new byte[32];
        var serverValue = new byte[32];
        var secret = new byte[32];
        random.nextBytes(client);
        X25519.publicValue(client, clientValue);
        random.nextBytes(server);
        X25519.publicValue(server, serverValue);
        X25519.multiply(client, serverValue, secret);
        X25519.multiply(server, clientValue, secret);
        return secret[0];
    }

    @Override
    public byte[] sign(PrivateKey key, byte[] content) throws GeneralSecurityException {
        try {
            return signatures
                    .sign(SignatureScheme.ECDSA_SECP256R1_SHA256, key, content)
                    .value()
                    .toArray();
        } catch (ProtocolException e) {
            throw new GeneralSecurityException(e);
        }
    }

    @Override
    public boolean verify(ECPublicKey key, byte[] content, byte[] signature) throws GeneralSecurityException {
        var digest = MessageDigest.getInstance("SHA-256").digest(content);
        return ecdsa.verify(key.getW().getAffineX(), key.getW().getAffineY(), digest, signature);
    }
}
