package dev.reprise.interop;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.LoopbackPorts;
import dev.reprise.testkit.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** vsftpd, which takes a data connection only if it resumes a session of its control connection; anonymous users may write. */
final class Vsftpd implements StrangeServer {
    private static final Pattern CONNECTION = Pattern.compile("SSL version: .*, (not reused|reused), ");

    @Override
    public String name() {
        return "vsftpd"; // It tells its version to standard input, which a program cannot hear.
    }

    @Override
    public List<String> programs() {
        return List.of("vsftpd");
    }

    @Override
    public String debianPackage() {
        return "vsftpd";
    }

    @Override
    public Running start(Setup setup, Credentials credentials, Path directory) throws IOException {
        int port = LoopbackPorts.free();
        var log = directory.resolve("vsftpd.log");
        // vsftpd has no option for TLS 1.2 and 1.3; what OpenSSL's own file says binds it.
        var openssl =
                Files.writeString(directory.resolve("openssl.cnf"), """
                openssl_conf = all
                [all]
                ssl_conf = libssl
                [libssl]
                system_default = every_context
                [every_context]
                MinProtocol = %s
                MaxProtocol = %s
                """.formatted(setup.oldest(), setup.newest()));
        // run_as_launching_user: it insists on root otherwise, and then changes to a directory of the system's.
        var configuration = Files.writeString(directory.resolve("vsftpd.conf"), """
                listen=YES
                listen_address=127.0.0.1
                listen_port=%d
                background=NO
                run_as_launching_user=YES
                seccomp_sandbox=NO
                connect_from_port_20=NO
                anonymous_enable=YES
                no_anon_password=YES
                anon_world_readable_only=NO
                anon_upload_enable=YES
                anon_root=%s
                local_enable=NO
                write_enable=YES
                ssl_enable=YES
                allow_anon_ssl=YES
                force_anon_logins_ssl=YES
                force_anon_data_ssl=YES
                require_ssl_reuse=YES
                strict_ssl_read_eof=YES
                strict_ssl_write_shutdown=YES
                ssl_ciphers=HIGH
                rsa_cert_file=%s
                rsa_private_key_file=%s
                debug_ssl=YES
                xferlog_enable=YES
                log_ftp_protocol=YES
                vsftpd_log_file=%s
                %s""".formatted(
                port,
                Files.createDirectory(files(directory)),
                credentials.file("server.pem"),
                credentials.file("server.key"),
                log,
                setup.clientCertificate()
                        ? "require_cert=YES\nvalidate_cert=YES\nca_certs_file=" + credentials.file("root.pem") + "\n"
                        : ""));
        var vsftpd = ChildProcess.of(Programs.find("vsftpd").orElseThrow().toString(), configuration.toString())
                .environment("OPENSSL_CONF", openssl.toString())
                .start();
        LoopbackPorts.awaitListening(port, vsftpd, Wait.LIMIT);
        return new ServerProcess(port, vsftpd, (process, reply) -> told(process, log));
    }

    /** Return where a server that was started in a directory keeps its users' files. */
    static Path files(Path directory) {
        return directory.resolve("files");
    }

    private static Told told(ChildProcess process, Path log) {
        try {
            var connections = CONNECTION
                    .matcher(Files.readString(log))
                    .results()
                    .map(connection -> connection.group(1))
                    .toList();
            if (connections.isEmpty()) {
                throw process.failure("tells of no connection");
            }
            return Told.resumed(connections.get(connections.size() - 1).equals("reused"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
