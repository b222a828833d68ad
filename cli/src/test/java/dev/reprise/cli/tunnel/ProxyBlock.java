package dev.reprise.cli.tunnel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A PROXY header of version 2, read as strictly as HAProxy's proxy-protocol.txt, section 2.2, allows: a backend of the tests.
 *
 * @param sourcePort the client's port
 * @param values by type
 */
record ProxyBlock(int sourcePort, Map<Integer, byte[]> values) {
    private static final byte[] SIGNATURE = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");
    private static final int VERSION_2_PROXY = 0x21;
    private static final int TCP_OVER_IPV4 = 0x11;

    /**
     * What is said of TLS, section 2.2.6.
     *
     * @param client bits: 1 TLS, 2 a certificate on this connection, 4 a certificate in this session
     * @param verify 0 when the certificate was verified
     * @param values by subtype
     */
    record Tls(int client, int verify, Map<Integer, byte[]> values) {
        String text(int type) {
            return new String(values.get(type), UTF_8);
        }
    }

    /** Read a header about TCP over IPv4 and no byte behind it. */
    static ProxyBlock read(DataInputStream input) throws IOException {
        var signature = input.readNBytes(SIGNATURE.length);
        require(Arrays.equals(signature, SIGNATURE), "signature");
        require(input.readUnsignedByte() == VERSION_2_PROXY, "version and command");
        require(input.readUnsignedByte() == TCP_OVER_IPV4, "family");
        var block = new byte[input.readUnsignedShort()];
        input.readFully(block);
        var rest = ByteBuffer.wrap(block);
        require(rest.getInt() == 0x7f000001 && rest.getInt() == 0x7f000001, "addresses");
        int port = rest.getShort() & 0xffff;
        rest.getShort();
        return new ProxyBlock(port, values(rest));
    }

    private static Map<Integer, byte[]> values(ByteBuffer rest) {
        var values = new LinkedHashMap<Integer, byte[]>();
        while (rest.hasRemaining()) {
            int type = rest.get() & 0xff;
            var value = new byte[rest.getShort() & 0xffff];
            rest.get(value);
            require(values.put(type, value) == null, "two values of type " + type);
        }
        return values;
    }

    private static void require(boolean right, String what) {
        if (!right) {
            throw new IllegalArgumentException("PROXY header: " + what);
        }
    }

    /** Return a value as text. */
    String text(int type) {
        return new String(values.get(type), UTF_8);
    }

    /** Return what is said of TLS. */
    Tls tls() {
        var value = ByteBuffer.wrap(values.get(0x20));
        return new Tls(value.get(), value.getInt(), values(value));
    }
}
