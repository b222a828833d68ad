package dev.reprise.cli.tunnel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reprise.tls.PeerCertificate;
import dev.reprise.tls.spec.ConnectionInfo;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The PROXY protocol as we write it: tells the other end who the client is, before the client's first byte. */
enum ProxyOut {
    /** A line of text, which most servers read. */
    V1,
    /** Bytes, which also tell how the client's TLS came about. */
    V2;

    private static final int TYPE_ALPN = 0x01;
    private static final int TYPE_AUTHORITY = 0x02;
    private static final int TYPE_SSL = 0x20;
    private static final int SUBTYPE_SSL_VERSION = 0x21;
    private static final int SUBTYPE_SSL_CN = 0x22;
    private static final int SUBTYPE_SSL_CIPHER = 0x23;
    private static final int CLIENT_SSL = 0x01;
    private static final int CLIENT_CERT_CONN = 0x02;
    private static final int CLIENT_CERT_SESS = 0x04;

    /**
     * Return the header.
     *
     * @param client who is served, and where it has connected to
     * @param tls how the client's TLS came about, null when it speaks none
     */
    byte[] header(ProxyHeader client, @Nullable ConnectionInfo tls) {
        var source = client.source();
        var destination = client.destination();
        if (source == null || destination == null || v4(source) != v4(destination)) {
            source = null;
            destination = null;
        }
        return this == V1 ? line(source, destination) : block(source, destination, tls);
    }

    private static boolean v4(InetSocketAddress address) {
        return address.getAddress() instanceof Inet4Address;
    }

    private static byte[] line(@Nullable InetSocketAddress source, @Nullable InetSocketAddress destination) {
        if (source == null || destination == null) {
            return "PROXY UNKNOWN\r\n".getBytes(US_ASCII);
        }
        return ("PROXY " + (v4(source) ? "TCP4" : "TCP6") + " " + text(source) + " " + text(destination) + " "
                        + source.getPort() + " " + destination.getPort() + "\r\n")
                .getBytes(US_ASCII);
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress().replaceFirst("%.*", "");
    }

    private static byte[] block(
            @Nullable InetSocketAddress source, @Nullable InetSocketAddress destination, @Nullable ConnectionInfo tls) {
        return bytes(header -> {
            header.write(ProxyHeader.SIGNATURE);
            header.writeByte(0x21);
            header.writeByte(source == null ? 0x00 : v4(source) ? 0x11 : 0x21);
            var block = bytes(out -> {
                if (source != null && destination != null) {
                    out.write(source.getAddress().getAddress());
                    out.write(destination.getAddress().getAddress());
                    out.writeShort(source.getPort());
                    out.writeShort(destination.getPort());
                }
                if (tls != null) {
                    values(out, tls);
                }
            });
            header.writeShort(block.length);
            header.write(block);
        });
    }

    /** Sections 2.2.1, 2.2.2 and 2.2.6: what the client asked for, and how its TLS came about. */
    private static void values(DataOutputStream out, ConnectionInfo tls) throws IOException {
        var alpn = tls.alpn();
        if (alpn.isPresent()) {
            value(out, TYPE_ALPN, alpn.get().getBytes(ISO_8859_1));
        }
        var name = tls.serverName();
        if (name.isPresent()) {
            value(out, TYPE_AUTHORITY, name.get().getBytes(UTF_8));
        }
        var certificate = PeerCertificate.of(tls);
        value(out, TYPE_SSL, bytes(ssl -> {
            ssl.writeByte(certificate.isEmpty() ? CLIENT_SSL : CLIENT_SSL | CLIENT_CERT_SESS | connection(tls));
            // A certificate that does not verify ends the handshake, so one that is there has been verified.
            ssl.writeInt(certificate.isEmpty() ? 1 : 0);
            value(ssl, SUBTYPE_SSL_VERSION, tls.version().displayName().getBytes(US_ASCII));
            value(ssl, SUBTYPE_SSL_CIPHER, tls.cipherSuite().displayName().getBytes(US_ASCII));
            var commonName = certificate.map(PeerCertificate::commonName).orElse("");
            if (!commonName.isEmpty()) {
                value(ssl, SUBTYPE_SSL_CN, commonName.getBytes(UTF_8));
            }
        }));
    }

    /** Tell whether the certificate came over this very connection: a resumed session has it from an earlier one. */
    private static int connection(ConnectionInfo tls) {
        return tls.resumed() ? 0 : CLIENT_CERT_CONN;
    }

    private static void value(DataOutputStream out, int type, byte[] content) throws IOException {
        out.writeByte(type);
        out.writeShort(content.length);
        out.write(content);
    }

    private interface Content {
        void write(DataOutputStream out) throws IOException;
    }

    private static byte[] bytes(Content content) {
        var bytes = new ByteArrayOutputStream();
        try {
            content.write(new DataOutputStream(bytes));
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        return bytes.toByteArray();
    }

    /** Read the option's value. */
    static final class Converter implements ITypeConverter<ProxyOut> {
        @Override
        public ProxyOut convert(String text) {
            return List.of(values()).stream()
                    .filter(version -> version.name().equalsIgnoreCase(text))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("expected v1 or v2, not '" + text + "'"));
        }
    }

    /** Return the option's value. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
