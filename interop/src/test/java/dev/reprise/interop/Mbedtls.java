package dev.reprise.interop;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.LoopbackPorts;
import dev.reprise.testkit.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Mbed TLS, through the programs of Debian that use it. */
abstract sealed class Mbedtls implements Stranger {
    @Override
    public String name() {
        return "Mbed TLS 2.28";
    }

    @Override
    public Optional<String> cannot(Setup setup) {
        return setup.versions() != Versions.TLS_1_2 ? Optional.of("Mbed TLS 2.28 speaks no TLS 1.3") : Optional.empty();
    }

    /** lighttpd with its mod_mbedtls. */
    static final class Server extends Mbedtls implements StrangeServer {
        private static final Path MODULE = Path.of("/usr/lib/lighttpd/mod_mbedtls.so");

        @Override
        public List<String> programs() {
            return List.of("lighttpd");
        }

        @Override
        public List<String> missing() {
            return Files.exists(MODULE) ? StrangeServer.super.missing() : List.of(MODULE.toString());
        }

        @Override
        public String debianPackage() {
            return "lighttpd-mod-mbedtls";
        }

        @Override
        public Running start(Setup setup, Credentials credentials, Path directory) throws IOException {
            int port = LoopbackPorts.free();
            Files.writeString(directory.resolve("index.txt"), "hello\n");
            var configuration = """
                    server.modules = ( "mod_mbedtls" )
                    server.document-root = "%s"
                    server.bind = "127.0.0.1"
                    server.port = %d
                    server.errorlog = "/dev/stderr"
                    index-file.names = ( "index.txt" )
                    ssl.engine = "enable"
                    ssl.pemfile = "%s"
                    ssl.privkey = "%s"
                    %s
                    """.formatted(
                            directory,
                            port,
                            credentials.file("server.pem"),
                            credentials.file("server.key"),
                            setup.clientCertificate() ? """
                            ssl.ca-file = "%s"
                            ssl.verifyclient.activate = "enable"
                            ssl.verifyclient.enforce = "enable"
                            ssl.verifyclient.depth = 3
                            """.formatted(credentials.file("root.pem")) : "");
            var file = Files.writeString(directory.resolve("lighttpd.conf"), configuration);
            var lighttpd = ChildProcess.of(
                            Programs.find("lighttpd").orElseThrow().toString(), "-D", "-f", file.toString())
                    .start();
            LoopbackPorts.awaitListening(port, lighttpd, Wait.LIMIT);
            return new ServerProcess(port, lighttpd, (process, reply) -> {
                if (!reply.contains("hello")) {
                    throw process.failure("answers " + reply);
                }
                return Told.NOTHING;
            });
        }
    }

    /** Nothing in Debian is a client on Mbed TLS. */
    static final class Client extends Mbedtls implements StrangeClient {
        @Override
        public List<String> programs() {
            return List.of();
        }

        @Override
        public String debianPackage() {
            return "";
        }

        @Override
        public Optional<String> cannot(Setup setup) {
            return super.cannot(setup).or(() -> Optional.of("Debian has no program that is a client with Mbed TLS"));
        }

        @Override
        public List<Told> connectTwice(Setup setup, Credentials credentials, Path directory, int port) {
            throw new IllegalStateException("there is no such program");
        }

        @Override
        public boolean takesEcho() {
            return false;
        }
    }
}
