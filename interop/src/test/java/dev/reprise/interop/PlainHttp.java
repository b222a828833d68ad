package dev.reprise.interop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** A plain HTTP request, to make a proxy connect somewhere with TLS. */
final class PlainHttp {
    private static final int MAX_REPLY = 1 << 16;

    private PlainHttp() {}

    /** Return head and body of the response. */
    static String get(int port) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) Wait.LIMIT.toMillis());
            socket.getOutputStream().write(Library.REQUEST.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readNBytes(MAX_REPLY), ISO_8859_1);
        }
    }
}
