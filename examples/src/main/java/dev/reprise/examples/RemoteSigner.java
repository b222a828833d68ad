package dev.reprise.examples;

import dev.reprise.tls.spec.PrivateKeySigner;
import dev.reprise.tls.spec.SignatureScheme;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;

/**
 * Sign by a key that another process has, so that the one that talks to the world never holds it: {@code new Identity(chain,
 * new RemoteSigner(socket))} takes the place of chain and key, on servers and clients. Here both sides are over a Unix socket
 * and for keys on P-256; vaults and cloud services are asked in the same way.
 */
@SuppressWarnings("serial") // a key is Serializable by its interface; this one stays here
final class RemoteSigner implements PrivateKeySigner {
    private static final SignatureScheme SCHEME = SignatureScheme.ECDSA_SECP256R1_SHA256;

    private final Path socket;

    RemoteSigner(Path socket) {
        this.socket = socket;
    }

    @Override
    public boolean signs(SignatureScheme scheme) {
        return scheme == SCHEME;
    }

    /** Ask the other process; called in the handshake, which waits, and by several threads at once. */
    @Override
    public byte[] sign(SignatureScheme scheme, byte[] content) throws IOException {
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                var out = new DataOutputStream(Channels.newOutputStream(channel));
                var in = new DataInputStream(Channels.newInputStream(channel))) {
            out.writeInt(content.length);
            out.write(content);
            return in.readNBytes(in.readUnsignedShort());
        }
    }

    /** The process with the key. Who may connect to its socket may have signed what they like: mind the file's mode. */
    static final class Service implements AutoCloseable {
        private static final int MAX_CONTENT = 1024; // a handshake's is some hundred bytes

        private final PrivateKey key;
        private final ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);

        Service(PrivateKey key, Path socket) throws IOException {
            this.key = key;
            listening.bind(UnixDomainSocketAddress.of(socket));
        }

        /** Serve until {@link #close}. */
        void serve() throws IOException {
            while (listening.isOpen()) {
                try (var channel = listening.accept();
                        var in = new DataInputStream(Channels.newInputStream(channel));
                        var out = new DataOutputStream(Channels.newOutputStream(channel))) {
                    int length = in.readInt();
                    if (length < 0 || length > MAX_CONTENT) {
                        throw new IOException("asked to sign " + length + " bytes");
                    }
                    var signature = signature(in.readNBytes(length));
                    out.writeShort(signature.length);
                    out.write(signature);
                } catch (IOException | GeneralSecurityException e) {
                    if (listening.isOpen()) {
                        System.err.println("nothing signed: " + e.getMessage());
                    }
                }
            }
        }

        private byte[] signature(byte[] content) throws GeneralSecurityException {
            var signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key);
            signature.update(content);
            return signature.sign();
        }

        @Override
        public void close() throws IOException {
            listening.close();
        }
    }
}
