package dev.reprise.stacks;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A plain SSLSocket that speaks just enough HTTP/1.1. */
final class SocketClient implements ClientStack {
    private final SSLContext context;
    private final String version;

    /** Speak this protocol version only, or whatever the context does for null. */
    SocketClient(SSLContext context, String version) {
        this.context = context;
        this.version = version;
    }

    @Override
    public byte[][] post(int port, byte[]... bodies) throws IOException {
        try (var socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port)) {
            var parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            if (version != null) {
                parameters.setProtocols(new String[] {version});
            }
            socket.setSSLParameters(parameters);
            var answers = new byte[bodies.length][];
            for (int i = 0; i < bodies.length; i++) {
                boolean last = i == bodies.length - 1;
                var head = "POST /echo HTTP/1.1\r\nHost: localhost:" + port + "\r\nContent-Length: " + bodies[i].length
                        + "\r\nContent-Type: application/octet-stream\r\n"
                        + (last ? "Connection: close\r\n\r\n" : "\r\n");
                socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                // Written beside reading: a server that echoes as it reads would otherwise wait for us as we for it.
                var body = bodies[i];
                var writer = Thread.startVirtualThread(() -> write(socket, body));
                answers[i] = answer(socket.getInputStream());
                join(writer);
            }
            return answers;
        }
    }

    private static void write(SSLSocket socket, byte[] body) {
        try {
            socket.getOutputStream().write(body);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            // The reader meets the same end and tells it.
        }
    }

    private static void join(Thread thread) throws IOException {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static byte[] answer(InputStream in) throws IOException {
        var status = line(in);
        if (!status.startsWith("HTTP/1.1 200")) {
            throw new IOException("answered " + status);
        }
        int length = -1;
        boolean chunked = false;
        for (var header = line(in); !header.isEmpty(); header = line(in)) {
            var lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring(15).trim());
            }
            chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
        }
        if (!chunked) {
            return length < 0 ? in.readAllBytes() : exactly(in, length);
        }
        var whole = new java.io.ByteArrayOutputStream();
        for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
            whole.write(exactly(in, size));
            line(in);
        }
        line(in);
        return whole.toByteArray();
    }

    private static int chunkSize(InputStream in) throws IOException {
        return Integer.parseInt(line(in).split(";", 2)[0].trim(), 16);
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        var bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the answer ended after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    private static String line(InputStream in) throws IOException {
        var text = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the answer ended within its head");
            }
            if (c != '\r') {
                text.append((char) c);
            }
        }
        return text.toString();
    }
}
