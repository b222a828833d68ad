package dev.reprise.tls.internal.handshake;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Builds what a CertificateVerify signs (RFC 9846 section 4.5.2): 64 spaces, a context string, a zero, the hash. */
public final class CertificateVerifyContent {
    private static final byte[] SERVER = prefix("TLS 1.3, server CertificateVerify");
    private static final byte[] CLIENT = prefix("TLS 1.3, client CertificateVerify");

    private CertificateVerifyContent() {}

    /** Return what a server signs over a transcript hash. */
    public static byte[] ofServer(byte[] transcriptHash) {
        return content(SERVER, transcriptHash);
    }

    /** Return what a client signs over a transcript hash. */
    public static byte[] ofClient(byte[] transcriptHash) {
        return content(CLIENT, transcriptHash);
    }

    private static byte[] content(byte[] prefix, byte[] transcriptHash) {
        var content = Arrays.copyOf(prefix, prefix.length + transcriptHash.length);
        System.arraycopy(transcriptHash, 0, content, prefix.length, transcriptHash.length);
        return content;
    }

    private static byte[] prefix(String context) {
        var text = context.getBytes(StandardCharsets.US_ASCII);
        var prefix = new byte[64 + text.length + 1];
        Arrays.fill(prefix, 0, 64, (byte) ' ');
        System.arraycopy(text, 0, prefix, 64, text.length);
        return prefix;
    }
}
