package dev.reprise.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.Needs;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.jsse.RepriseJsse;
import dev.reprise.tls.jsse.RepriseSession;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPSClient;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Apache's FTPS client over our JSSE provider at vsftpd, which takes a data connection only if it resumes the control's session. */
@Timeout(180)
class CommonsNetFtpsIT {
    @TempDir
    private Path directory;

    /** The client as its users extend it: one call makes a data connection resume. */
    private static final class ResumingClient extends FTPSClient {
        private final List<SSLSocket> data = new ArrayList<>();

        ResumingClient(SSLContext context) {
            super(false, context);
        }

        @Override
        protected void _prepareDataSocket_(Socket socket) {
            var control = ((SSLSocket) _socket_).getSession();
            assertThat(RepriseSession.of(control).offerOn((SSLSocket) socket)).isTrue();
            data.add((SSLSocket) socket);
        }
    }

    @BeforeAll
    static void needVsftpd() {
        Needs.program("vsftpd");
    }

    private static void logIn(FTPSClient client, int port) throws IOException {
        client.connect("127.0.0.1", port);
        assertThat(client.login("anonymous", "")).isTrue();
        client.execPBSZ(0);
        client.execPROT("P");
        client.enterLocalPassiveMode();
        assertThat(client.setFileType(FTP.BINARY_FILE_TYPE)).isTrue();
    }

    private static byte[] content(int file) {
        var content = new byte[file * 100_000 + 1];
        new Random(file).nextBytes(content);
        return content;
    }

    private static SSLContext context(Credentials credentials) {
        return RepriseJsse.context(TlsConfig.client()
                .roots(List.of(credentials.root()))
                .insecureNoVerifyName()
                .build());
    }

    @ParameterizedTest
    @EnumSource
    void storesAndRetrievesFilesOverDataConnectionsThatResume(Versions versions) throws IOException {
        var credentials = Credentials.make(directory);
        try (var server = new Vsftpd().start(new Setup(versions, false), credentials, directory)) {
            var client = new ResumingClient(context(credentials));
            logIn(client, server.port());
            for (int file = 0; file < 5; file++) {
                assertThat(client.storeFile("file" + file, new ByteArrayInputStream(content(file))))
                        .as(client::getReplyString)
                        .isTrue();
                assertThat(server.told("")).isEqualTo(Told.RESUMED);
                var back = new ByteArrayOutputStream();
                assertThat(client.retrieveFile("file" + file, back))
                        .as(client::getReplyString)
                        .isTrue();
                assertThat(back.toByteArray()).isEqualTo(content(file));
                assertThat(server.told("")).isEqualTo(Told.RESUMED);
            }
            assertThat(client.data).hasSize(10);
            for (var socket : client.data) {
                assertThat(RepriseSession.of(socket.getSession()).resumed()).isTrue();
            }
            client.logout();
            client.disconnect();
        }
    }

    /** Without the call, the data connection is another peer's, as its port is another, and the server refuses it. */
    @ParameterizedTest
    @EnumSource
    void isRefusedWithoutTheCall(Versions versions) throws IOException {
        var credentials = Credentials.make(directory);
        try (var server = new Vsftpd().start(new Setup(versions, false), credentials, directory)) {
            var client = new FTPSClient(false, context(credentials));
            logIn(client, server.port());
            assertThat(stores(client)).isFalse();
            assertThat(server.told("")).as("the data connection").isEqualTo(Told.FULL);
            client.disconnect();
        }
    }

    /** The server closes what it refuses, which the client may meet while it writes. */
    private static boolean stores(FTPSClient client) {
        try {
            return client.storeFile("file", new ByteArrayInputStream(content(1)));
        } catch (IOException e) {
            return false;
        }
    }
}
