package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.ProtocolException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Reads PKCS#12 stores (RFC 7292) by the platform's KeyStore. No exception shows anything of a key. */
public final class Pkcs12 {
    private Pkcs12() {}

    /**
     * Return the one private key of a store with its chain, leaf first.
     *
     * @param password of the store and the key; stays the caller's to wipe
     * @param source what it is, for messages
     * @throws IOException when the password is wrong, or the store is damaged or does not hold exactly one key with a chain
     */
    public static Identity identity(byte[] store, char[] password, String source) throws IOException {
        try {
            var keys = KeyStore.getInstance("PKCS12");
            keys.load(new ByteArrayInputStream(store), password);
            var aliases = new ArrayList<String>();
            for (var alias : Collections.list(keys.aliases())) {
                if (keys.isKeyEntry(alias)) {
                    aliases.add(alias);
                }
            }
            if (aliases.size() != 1) {
                throw new UnreadableKeyException("has " + aliases.size() + " private keys; expected one");
            }
            var alias = aliases.get(0);
            var chain = keys.getCertificateChain(alias);
            if (!(keys.getKey(alias, password) instanceof PrivateKey key) || chain == null || chain.length == 0) {
                throw new UnreadableKeyException("has no certificate for its private key");
            }
            var certificates = new ArrayList<X509Certificate>();
            for (var certificate : chain) {
                certificates.add(Certificates.parse(Bytes.wrap(certificate.getEncoded())));
            }
            return new Identity(withoutRoot(certificates), key);
        } catch (UnreadableKeyException | ProtocolException e) {
            throw new IOException(source + " " + e.getMessage());
        } catch (UnrecoverableKeyException e) {
            throw wrongPassword(source);
        } catch (IOException e) {
            throw e.getCause() instanceof UnrecoverableKeyException ? wrongPassword(source) : unreadable(source);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw unreadable(source);
        }
    }

    /** The JDK adds a root that the store has to the chain; nobody needs to be sent it (RFC 9846 section 4.5.1). */
    private static List<X509Certificate> withoutRoot(List<X509Certificate> chain) {
        int last = chain.size() - 1;
        return last > 0 && Certificates.selfSigned(chain.get(last)) ? chain.subList(0, last) : chain;
    }

    private static IOException wrongPassword(String source) {
        return new IOException(source + " cannot be decrypted: the password is wrong");
    }

    private static IOException unreadable(String source) {
        return new IOException(source
                + " is no PKCS#12 store that the Java runtime reads, or is damaged; openssl pkcs12 makes PEM of it");
    }
}
