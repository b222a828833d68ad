package dev.reprise.tls.spec;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Hold what one side proves itself with: a certificate chain, leaf first, and the leaf's private key. The key may be
 * opaque (a hardware module's); Reprise never asks for its encoding and never prints it.
 *
 * @param chain the chain as it is sent, leaf first; copied, not empty
 * @param privateKey the leaf's key
 */
public record Identity(List<X509Certificate> chain, PrivateKey privateKey) {
    /** Copy the chain; an empty one is an IllegalArgumentException. */
    public Identity {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("keypair has no certificate");
        }
    }

    /** Return the leaf certificate. */
    public X509Certificate leaf() {
        return chain.get(0);
    }

    /** Return the leaf's subject only; nothing of the key. */
    @Override
    public String toString() {
        return "Identity[" + leaf().getSubjectX500Principal() + "]";
    }
}
