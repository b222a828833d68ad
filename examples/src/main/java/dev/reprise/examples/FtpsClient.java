package dev.reprise.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.reprise.tls.LinkedConnections;
import dev.reprise.tls.TlsClient;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.TlsConnection;
import dev.reprise.tls.spec.ConnectionInfo;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fetch a file by FTP over TLS (RFC 4217): {@code FtpsClient HOST PORT NAME FILE [CA.pem]}, where NAME is what the server's
 * certificate says. Every data connection resumes a session of the control connection, which servers such as vsftpd insist
 * on: it proves that both have the same client. For an anonymous user, in passive mode, a file at a time.
 */
public final class FtpsClient implements AutoCloseable {
    private static final Pattern PASSIVE =
            Pattern.compile("227 .*\\((\\d+,\\d+,\\d+,\\d+),(\\d+),(\\d+)\\).*", Pattern.DOTALL);

    private final LinkedConnections linked;
    private final TlsConnection control;
    private final BufferedReader replies;

    /** Connect, ask for TLS, and log in. */
    public FtpsClient(TlsClient client, String host, int port, String serverName) throws IOException {
        linked = client.linked(serverName);
        var socket = new Socket(host, port);
        try {
            askForTls(socket);
            control = linked.over(socket); // the one whose session the others resume
            replies = new BufferedReader(new InputStreamReader(control.input(), US_ASCII));
            command("USER anonymous", "230");
            command("PBSZ 0", "200");
            command("PROT P", "200"); // data goes over TLS, too
            command("TYPE I", "200");
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Run it: the file goes to standard output. */
    public static void main(String[] args) throws IOException {
        var config = TlsConfig.client();
        if (args.length > 4) {
            config.caFile(Path.of(args[4]));
        }
        try (var ftps = new FtpsClient(TlsClient.of(config.build()), args[0], Integer.parseInt(args[1]), args[2])) {
            var data = ftps.retrieve(args[3], System.out);
            System.out.flush();
            System.err.println("data connection resumed: " + data.resumed());
            ftps.quit();
        }
    }

    /** Store a file; return how its connection came about. */
    public ConnectionInfo store(String name, byte[] content) throws IOException {
        ConnectionInfo info;
        try (var data = data()) {
            command("STOR " + name, "150");
            data.output().write(content);
            info = data.info();
        }
        expect("226", reply());
        return info;
    }

    /** Retrieve a file; return how its connection came about. */
    public ConnectionInfo retrieve(String name, OutputStream content) throws IOException {
        ConnectionInfo info;
        try (var data = data()) {
            command("RETR " + name, "150");
            data.input().transferTo(content); // throws when the connection is cut: a part is never taken for the whole
            info = data.info();
        }
        expect("226", reply());
        return info;
    }

    /** Open a data connection, whose handshake the server does once it has heard what is to be sent. */
    private TlsConnection data() throws IOException {
        var socket = dataSocket();
        try {
            return linked.resume(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Connect to where the server listens for data. */
    public Socket dataSocket() throws IOException {
        var reply = command("PASV", "227");
        var place = PASSIVE.matcher(reply);
        if (!place.matches()) {
            throw new IOException("no place to connect to: " + reply);
        }
        return new Socket(
                place.group(1).replace(',', '.'),
                Integer.parseInt(place.group(2)) * 256 + Integer.parseInt(place.group(3)));
    }

    /** Send a command; return the answer, which must begin with a code. */
    public String command(String command, String code) throws IOException {
        send(control.output(), command);
        return expect(code, reply());
    }

    /** Return the next reply, null after the last. */
    public @Nullable String reply() throws IOException {
        return replies.readLine();
    }

    /** Return how the control connection came about. */
    public ConnectionInfo info() {
        return control.info();
    }

    /** Say goodbye. */
    public void quit() throws IOException {
        command("QUIT", "221");
    }

    @Override
    public void close() throws IOException {
        try (linked) {
            control.close();
        }
    }

    /** Ask in plain text, byte by byte, as what follows the answer is not for us. */
    private static void askForTls(Socket socket) throws IOException {
        expect("220", plainLine(socket));
        send(socket.getOutputStream(), "AUTH TLS");
        expect("234", plainLine(socket));
    }

    private static String plainLine(Socket socket) throws IOException {
        var line = new StringBuilder();
        for (int next = socket.getInputStream().read();
                next != '\n';
                next = socket.getInputStream().read()) {
            if (next < 0 || line.length() > 1_000) {
                throw new IOException("no FTP server: " + line);
            }
            line.append((char) next);
        }
        return line.toString();
    }

    private static void send(OutputStream output, String command) throws IOException {
        output.write((command + "\r\n").getBytes(US_ASCII));
    }

    private static String expect(String code, @Nullable String reply) throws IOException {
        if (reply == null || !reply.startsWith(code)) {
            throw new IOException("the server answers " + reply + ", expected " + code);
        }
        return reply;
    }
}
