package dev.reprise.interop;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.LoopbackPorts;
import dev.reprise.testkit.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** HAProxy, one process in the foreground. */
abstract sealed class Haproxy implements Stranger {
    // Every thread of it would keep sessions of its own.
    private static final String COMMON = """
            global
                nbthread 1
            defaults
                mode http
                timeout connect 30s
                timeout client 30s
                timeout server 30s
            """;

    @Override
    public String name() throws IOException {
        return "HAProxy" + Names.version("HA-?Proxy version ([0-9.]+)", "haproxy", "-v");
    }

    @Override
    public List<String> programs() {
        return List.of("haproxy");
    }

    @Override
    public String debianPackage() {
        return "haproxy";
    }

    private static ChildProcess launch(Path directory, int port, String proxies) throws IOException {
        var file = Files.writeString(directory.resolve("haproxy.cfg"), COMMON + proxies);
        var haproxy = ChildProcess.of(Programs.find("haproxy").orElseThrow().toString(), "-db", "-f", file.toString())
                .start();
        LoopbackPorts.awaitListening(port, haproxy, Wait.LIMIT);
        return haproxy;
    }

    private static Told told(ChildProcess haproxy, String reply, String pattern) {
        var flag = Pattern.compile(pattern).matcher(reply);
        if (!flag.find()) {
            throw haproxy.failure("answers " + reply);
        }
        return Told.resumed(flag.group(1).equals("1"));
    }

    /** Start HAProxy with TLS 1.2 and 1.3 in front, and ticket keys that it shares. */
    static ServerProcess sharing(Credentials credentials, Path directory, Path keys) throws IOException {
        int port = LoopbackPorts.free();
        var proxies = """
                frontend tls
                    bind 127.0.0.1:%d ssl crt %s ssl-min-ver TLSv1.2 tls-ticket-keys %s
                    http-request return status 200
                """.formatted(port, credentials.file("server-both.pem"), keys);
        return new ServerProcess(port, launch(directory, port, proxies), (process, reply) -> Told.NOTHING);
    }

    /** HAProxy with TLS in front, whose answer tells of the connection it came over. */
    static final class Server extends Haproxy implements StrangeServer {
        @Override
        public Running start(Setup setup, Credentials credentials, Path directory) throws IOException {
            int port = LoopbackPorts.free();
            var proxies = """
                    frontend tls
                        bind 127.0.0.1:%d ssl crt %s ssl-min-ver %s ssl-max-ver %s %s
                        http-request return status 200 content-type text/plain lf-string "resumed=%%[ssl_fc_is_resumed] used=%%[ssl_c_used]"
                    """.formatted(
                            port,
                            credentials.file("server-both.pem"),
                            setup.oldest(),
                            setup.newest(),
                            setup.clientCertificate() ? "verify required ca-file " + credentials.file("root.pem") : "");
            return new ServerProcess(port, launch(directory, port, proxies), (process, reply) -> {
                if (setup.clientCertificate() && !reply.contains("used=1")) {
                    throw process.failure("has seen no client certificate; it says " + reply);
                }
                return told(process, reply, "resumed=([01])");
            });
        }
    }

    /** HAProxy before a server with TLS; it tells of the connection behind it in a header. */
    static final class Client extends Haproxy implements StrangeClient {
        @Override
        public boolean takesEcho() {
            return false;
        }

        @Override
        public List<Told> connectTwice(Setup setup, Credentials credentials, Path directory, int port)
                throws IOException {
            int front = LoopbackPorts.free();
            var proxies = """
                    frontend plain
                        bind 127.0.0.1:%d
                        default_backend tls
                    backend tls
                        http-reuse never
                        http-response set-header X-Resumed %%[ssl_bc_is_resumed]
                        server reprise 127.0.0.1:%d ssl sni str(%s) verifyhost %s verify required ca-file %s ssl-min-ver %s ssl-max-ver %s %s
                    """.formatted(
                            front,
                            port,
                            Credentials.NAME,
                            Credentials.NAME,
                            credentials.file("root.pem"),
                            setup.oldest(),
                            setup.newest(),
                            setup.clientCertificate() ? "crt " + credentials.file("client-both.pem") : "");
            try (var haproxy = launch(directory, front, proxies)) {
                var first = told(haproxy, PlainHttp.get(front), "(?i)X-Resumed: ([01])");
                return List.of(first, told(haproxy, PlainHttp.get(front), "(?i)X-Resumed: ([01])"));
            }
        }
    }
}
