package dev.reprise.tls.internal.handshake.tls12;

import dev.reprise.tls.internal.crypto.Signatures;
import dev.reprise.tls.internal.handshake.CertificateParser;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.SupportedGroups;
import dev.reprise.tls.internal.message.Tls12Certificate;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CipherSuite.KeyType;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Chains in and out of TLS 1.2's Certificate messages (RFC 5246 section 7.4.2). */
public final class Tls12CertificateMessages {
    private Tls12CertificateMessages() {}

    /** Make the message for a chain of ours, leaf first. */
    public static Tls12Certificate of(List<X509Certificate> chain) throws ProtocolException {
        var certificates = new ArrayList<Bytes>(chain.size());
        try {
            for (var certificate : chain) {
                certificates.add(Bytes.wrap(certificate.getEncoded()));
            }
        } catch (CertificateEncodingException e) {
            throw new ProtocolException(Reason.INTERNAL_ERROR, "our own certificate has no encoding", e);
        }
        return new Tls12Certificate(certificates);
    }

    /**
     * Parse the certificates of a peer, leaf first; maybe none.
     *
     * @param parser may know them already
     * @param max how many are looked at
     * @throws ProtocolException for too many or malformed certificates
     */
    public static List<X509Certificate> parse(Tls12Certificate message, CertificateParser parser, int max)
            throws ProtocolException {
        if (message.certificates().size() > max) {
            throw new ProtocolException(
                    Reason.CERTIFICATE_CHAIN_TOO_LONG,
                    message.certificates().size() + " certificates, at most " + max + " are looked at");
        }
        var chain = new ArrayList<X509Certificate>(message.certificates().size());
        for (var certificate : message.certificates()) {
            chain.add(parser.parse(certificate));
        }
        return chain;
    }

    /**
     * Tell whether a server may show a client this key: the curve of an EC key MUST be one of the client's, if it names
     * any, else no ECC suite may be chosen (RFC 8422 sections 4 and 5.3).
     */
    public static boolean curveOffered(PublicKey key, ClientHello hello) {
        var groups = hello.extensions().find(SupportedGroups.class);
        var curve = Signatures.curve(key);
        return groups == null || curve == null || groups.groups().contains(curve.code());
    }

    /** Return the kind of suites a key is for (RFC 8422 section 2); EdDSA goes with ECDSA (section 5.3). */
    public static KeyType keyType(PublicKey key) {
        return switch (key.getAlgorithm()) {
            case "EC", "EdDSA", "Ed25519" -> KeyType.ECDSA;
            case "RSA", "RSASSA-PSS" -> KeyType.RSA;
            default -> KeyType.ANY;
        };
    }
}
