package dev.reprise.interop;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.LoopbackPorts;
import dev.reprise.testkit.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** nginx, one process in the foreground. */
abstract sealed class Nginx implements Stranger {
    @Override
    public String name() throws IOException {
        return "nginx" + Names.version("nginx/(\\S+)", "nginx", "-v");
    }

    @Override
    public List<String> programs() {
        return List.of("nginx");
    }

    @Override
    public String debianPackage() {
        return "nginx-light";
    }

    private static ChildProcess launch(Path directory, int port, String server) throws IOException {
        var configuration = """
                daemon off;
                master_process off;
                pid pid;
                error_log stderr debug;
                events { worker_connections 64; }
                http {
                    access_log off;
                    client_body_temp_path body;
                    proxy_temp_path proxy;
                    fastcgi_temp_path fastcgi;
                    uwsgi_temp_path uwsgi;
                    scgi_temp_path scgi;
                    server {
                %s    }
                }
                """.formatted(server.indent(8));
        Files.writeString(directory.resolve("nginx.conf"), configuration);
        var nginx = ChildProcess.of(
                        Programs.find("nginx").orElseThrow().toString(),
                        "-p",
                        directory + "/",
                        "-e",
                        "stderr",
                        "-c",
                        directory.resolve("nginx.conf").toString())
                .start();
        LoopbackPorts.awaitListening(port, nginx, Wait.LIMIT);
        return nginx;
    }

    /** nginx with TLS in front, whose page tells of the connection it came over. */
    static final class Server extends Nginx implements StrangeServer {
        @Override
        public Running start(Setup setup, Credentials credentials, Path directory) throws IOException {
            int port = LoopbackPorts.free();
            var server = """
                    listen 127.0.0.1:%d ssl;
                    ssl_protocols %s;
                    ssl_certificate %s;
                    ssl_certificate_key %s;
                    %s
                    location / { return 200 "reused=$ssl_session_reused verify=$ssl_client_verify\\n"; }
                    """.formatted(
                            port,
                            setup.of("TLSv1.3", "TLSv1.2", "TLSv1.2 TLSv1.3"),
                            credentials.file("server.pem"),
                            credentials.file("server.key"),
                            setup.clientCertificate()
                                    ? "ssl_verify_client on; ssl_verify_depth 3; ssl_client_certificate "
                                            + credentials.file("root.pem") + ";"
                                    : "");
            return new ServerProcess(port, launch(directory, port, server), (process, reply) -> {
                if (setup.clientCertificate() && !reply.contains("verify=SUCCESS")) {
                    throw process.failure("has verified no client certificate; it says " + reply);
                }
                return Told.resumed(reply.contains("reused=r"));
            });
        }
    }

    /** Start nginx with TLS 1.2 and 1.3 in front, whose page tells what it thinks of the client's certificate. */
    static ServerProcess asking(Credentials credentials, Path directory, String verification) throws IOException {
        int port = LoopbackPorts.free();
        var server = """
                listen 127.0.0.1:%d ssl;
                ssl_protocols TLSv1.2 TLSv1.3;
                ssl_certificate %s;
                ssl_certificate_key %s;
                ssl_verify_depth 3;
                %s
                location / { return 200 "verify=$ssl_client_verify\\n"; }
                """.formatted(port, credentials.file("server.pem"), credentials.file("server.key"), verification);
        return new ServerProcess(port, launch(directory, port, server), (process, reply) -> Told.NOTHING);
    }

    /** Start nginx with TLS 1.2 and 1.3 in front, and ticket keys that it shares, of which the first seals. */
    static ServerProcess sharing(Credentials credentials, Path directory, List<Path> keys) throws IOException {
        int port = LoopbackPorts.free();
        var lines = new StringBuilder();
        keys.forEach(key -> lines.append("ssl_session_ticket_key ").append(key).append(";\n"));
        var server = """
                listen 127.0.0.1:%d ssl;
                ssl_protocols TLSv1.2 TLSv1.3;
                ssl_certificate %s;
                ssl_certificate_key %s;
                %s
                location / { return 200 "shared\n"; }
                """.formatted(port, credentials.file("server.pem"), credentials.file("server.key"), lines);
        return new ServerProcess(port, launch(directory, port, server), (process, reply) -> Told.NOTHING);
    }

    /**
     * Start nginx in one version, with an OCSP response for those who ask.
     *
     * @param directory has server.pem and server.key
     * @param response a file, or null for none
     */
    static ChildProcess stapling(Path directory, int port, String version, @Nullable String response)
            throws IOException {
        var server = """
                listen 127.0.0.1:%d ssl;
                ssl_protocols %s;
                ssl_certificate %s;
                ssl_certificate_key %s;
                ssl_session_cache shared:sessions:1m;
                %s
                location / { return 200 "ok\\n"; }
                """.formatted(
                        port,
                        version,
                        directory.resolve("server.pem"),
                        directory.resolve("server.key"),
                        response == null ? "" : "ssl_stapling on; ssl_stapling_file " + response + ";");
        return launch(directory, port, server);
    }

    /** nginx as a proxy before a server with TLS; it tells of the connections behind it in its debug log. */
    static final class Client extends Nginx implements StrangeClient {
        @Override
        public boolean takesEcho() {
            return false;
        }

        @Override
        public List<Told> connectTwice(Setup setup, Credentials credentials, Path directory, int port)
                throws IOException {
            int front = LoopbackPorts.free();
            var server = """
                    listen 127.0.0.1:%d;
                    location / {
                        proxy_pass https://127.0.0.1:%d;
                        proxy_ssl_protocols %s;
                        proxy_ssl_server_name on;
                        proxy_ssl_name %s;
                        proxy_ssl_verify on;
                        proxy_ssl_verify_depth 3;
                        proxy_ssl_trusted_certificate %s;
                    %s}
                    """.formatted(
                            front,
                            port,
                            setup.of("TLSv1.3", "TLSv1.2", "TLSv1.2 TLSv1.3"),
                            Credentials.NAME,
                            credentials.file("root.pem"),
                            setup.clientCertificate()
                                    ? "proxy_ssl_certificate %s; proxy_ssl_certificate_key %s;"
                                            .formatted(credentials.file("client.pem"), credentials.file("client.key"))
                                    : "");
            try (var nginx = launch(directory, front, server)) {
                return List.of(request(nginx, front), request(nginx, front));
            }
        }

        private static Told request(ChildProcess nginx, int front) throws IOException {
            var reply = PlainHttp.get(front);
            if (!reply.contains("reprise: ")) {
                throw nginx.failure("answers " + reply);
            }
            var sends = "http upstream send request$";
            if (nginx.awaitLine("SSL (reused session)|" + sends, Wait.LIMIT).group(1) == null) {
                return Told.FULL;
            }
            nginx.awaitLine(sends, Wait.LIMIT);
            return Told.RESUMED;
        }
    }
}
