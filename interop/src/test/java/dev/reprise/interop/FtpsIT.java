package dev.reprise.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.examples.FtpsClient;
import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.Needs;
import dev.reprise.tls.ClientConfig;
import dev.reprise.tls.TlsClient;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.spec.NotOffered;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files over TLS to and from vsftpd, which refuses a data connection that does not resume the control connection's session. */
class FtpsIT {
    private static final int FILES = 10;

    @TempDir
    private Path directory;

    @BeforeAll
    static void needVsftpd() {
        Needs.program("vsftpd");
    }

    private static ClientConfig.Builder client(Credentials credentials) {
        return TlsConfig.client()
                .roots(List.of(credentials.root()))
                .handshakeTimeout(Wait.LIMIT)
                .readTimeout(Wait.LIMIT);
    }

    private static byte[] content(int file) {
        var content = new byte[file * 40_000 + 1];
        new Random(file).nextBytes(content);
        return content;
    }

    @ParameterizedTest
    @EnumSource
    void storesAndRetrievesTenFilesEach(Versions versions) throws IOException {
        var credentials = Credentials.make(directory);
        try (var server = new Vsftpd().start(new Setup(versions, false), credentials, directory);
                var ftps = new FtpsClient(
                        TlsClient.of(client(credentials).build()), "127.0.0.1", server.port(), Credentials.NAME)) {
            assertThat(ftps.info().version().displayName()).isEqualTo(versions.chosen());
            assertThat(ftps.info().resumed()).isFalse();
            for (int file = 0; file < FILES; file++) {
                assertThat(ftps.store("file" + file, content(file)).resumed()).isTrue();
                assertThat(server.told("")).isEqualTo(Told.RESUMED);
                assertThat(Files.readAllBytes(Vsftpd.files(directory).resolve("file" + file)))
                        .isEqualTo(content(file));
            }
            for (int file = 0; file < FILES; file++) {
                var back = new ByteArrayOutputStream();
                assertThat(ftps.retrieve("file" + file, back).resumed()).isTrue();
                assertThat(back.toByteArray()).isEqualTo(content(file));
                assertThat(server.told("")).isEqualTo(Told.RESUMED);
            }
            ftps.quit();
        }
    }

    /** The example as its users run it. */
    @ParameterizedTest
    @EnumSource
    void theProgramFetchesAFile(Versions versions) throws IOException {
        var credentials = Credentials.make(directory);
        try (var server = new Vsftpd().start(new Setup(versions, false), credentials, directory)) {
            Files.writeString(Vsftpd.files(directory).resolve("greeting"), "hello by FTP\n");
            try (var program = ChildProcess.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            FtpsClient.class.getName(),
                            "127.0.0.1",
                            Integer.toString(server.port()),
                            Credentials.NAME,
                            "greeting",
                            credentials.file("root.pem").toString())
                    .start()) {
                program.awaitLine("^hello by FTP$", Wait.LIMIT);
                program.awaitLine("^data connection resumed: true$", Wait.LIMIT);
                assertThat(program.awaitExit(Wait.LIMIT)).isZero();
            }
            assertThat(server.told("")).isEqualTo(Told.RESUMED);
        }
    }

    /** Without the link every data connection is another peer's, as its port is another, and the server refuses it. */
    @ParameterizedTest
    @EnumSource
    void aDataConnectionThatResumesNothingIsRefused(Versions versions) throws IOException {
        var credentials = Credentials.make(directory);
        var client = client(credentials).sessions(new SessionCache()).build();
        try (var server = new Vsftpd().start(new Setup(versions, false), credentials, directory);
                var ftps = new FtpsClient(TlsClient.of(client), "127.0.0.1", server.port(), Credentials.NAME)) {
            try (var data = TlsClient.over(client, ftps.dataSocket(), Credentials.NAME)) {
                ftps.command("STOR file", "150");
                data.handshake();
                assertThat(data.info().notOffered()).contains(NotOffered.NONE);
            }
            assertThat(ftps.reply()).startsWith("522");
        }
    }
}
