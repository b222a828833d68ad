package dev.reprise.tls.internal.crypto;

import dev.reprise.tls.spec.NamedGroup;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.util.EnumMap;
import java.util.Map;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.jspecify.annotations.Nullable;

/**
 * Hands out key shares whose private keys are known, so that a recorded handshake runs again to the same bytes. A group
 * without a recorded key gets a fresh one: after a HelloRetryRequest nobody needs the key of the first share.
 */
public final class RecordedKeyShares implements KeyShares {
    private final JcaKeyShares jdk = new JcaKeyShares(new SecureRandom());
    private final Map<NamedGroup, KeyPair> pairs = new EnumMap<>(NamedGroup.class);
    private byte @Nullable [] x25519;
    private byte @Nullable [] p256;

    /** Take private keys as vector files have them: X25519 32 bytes little-endian, NIST curves a big-endian number. */
    public RecordedKeyShares(Map<NamedGroup, byte[]> privateKeys) {
        privateKeys.forEach((group, privateKey) -> {
            if (group == NamedGroup.X25519) {
                x25519 = privateKey.clone();
                return;
            }
            if (group == NamedGroup.SECP256R1) {
                p256 = new byte[32];
                System.arraycopy(privateKey, 0, p256, p256.length - privateKey.length, privateKey.length);
                return;
            }
            try {
                pairs.put(group, pair(group, privateKey));
            } catch (GeneralSecurityException e) {
                throw new IllegalArgumentException("no private key of " + group, e);
            }
        });
    }

    /** Take one private key. */
    public static RecordedKeyShares of(NamedGroup group, byte[] privateKey) {
        return new RecordedKeyShares(Map.of(group, privateKey));
    }

    @Override
    public KeyShare generate(NamedGroup group) {
        if (group == NamedGroup.X25519 && x25519 != null) {
            return new X25519KeyShare(x25519.clone());
        }
        if (group == NamedGroup.SECP256R1 && p256 != null) {
            return new P256KeyShare(p256.clone());
        }
        var pair = pairs.get(group);
        return pair == null ? jdk.generate(group) : jdk.share(group, pair);
    }

    private static KeyPair pair(NamedGroup group, byte[] privateKey) throws GeneralSecurityException {
        return switch (group) {
            case X25519, SECP256R1 -> throw new IllegalArgumentException("not JCA's");
            case SECP384R1 -> onCurve(EcCurve.P384, "P-384", new BigInteger(1, privateKey));
            case SECP521R1 -> onCurve(EcCurve.P521, "P-521", new BigInteger(1, privateKey));
            case X25519MLKEM768 -> throw new IllegalArgumentException("two keys, see HybridKeyShareTest");
        };
    }

    private static KeyPair onCurve(EcCurve curve, String name, BigInteger s) throws GeneralSecurityException {
        var factory = KeyFactory.getInstance("EC");
        var product = CustomNamedCurves.getByName(name).getG().multiply(s).normalize();
        var point = new ECPoint(
                product.getAffineXCoord().toBigInteger(),
                product.getAffineYCoord().toBigInteger());
        PublicKey open = factory.generatePublic(new ECPublicKeySpec(point, curve.parameters()));
        return new KeyPair(open, factory.generatePrivate(new ECPrivateKeySpec(s, curve.parameters())));
    }
}
