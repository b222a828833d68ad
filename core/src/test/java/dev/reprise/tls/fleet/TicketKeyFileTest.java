package dev.reprise.tls.fleet;

import static dev.reprise.tls.session.KeyRole.CURRENT;
import static dev.reprise.tls.session.KeyRole.PREVIOUS;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.tls.session.TicketKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TicketKeyFileTest {
    private static final String KEY = "0123456789abcdefABCDEF".repeat(5).substring(0, 96);

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("ticket.keys");
    }

    private void write(String content) throws IOException {
        write(content, "rw-------");
    }

    private void write(String content, String mode) throws IOException {
        Files.deleteIfExists(file);
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private static int revision(TicketKey key) {
        return ByteBuffer.wrap(key.name()).getInt();
    }

    @Test
    void readsKeysInOrderAndSkipsBlankLinesAndComments() throws IOException {
        write("# ours\n\n 7:" + KEY + " \r\n0xFFFFFFFF:" + "11".repeat(48) + "\n\t\n4294967294:" + "22".repeat(48));

        var keys = TicketKeyFile.read(file);

        assertThat(keys).extracting(TicketKeyFileTest::revision).containsExactly(7, -1, -2);
        assertThat(keys).extracting(TicketKey::role).containsExactly(PREVIOUS, PREVIOUS, CURRENT);
    }

    @Test
    void readsBehindAByteOrderMarkAndNamesOtherEncodings() throws IOException {
        write("\ufeff7:" + KEY + "\n");

        assertThat(TicketKeyFile.read(file))
                .extracting(TicketKeyFileTest::revision)
                .containsExactly(7);

        var utf16 = ("\ufeff7:" + KEY + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_16LE);
        Files.write(file, utf16);
        assertThatThrownBy(() -> TicketKeyFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("UTF-16");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "K",
                ":K",
                "x:K",
                "0x:K",
                "-1:K",
                "+1:K",
                "4294967296:K",
                "0x100000000:K",
                "99999999999999999999:K",
                "1 :K",
                "1:",
                "1:K0",
                "1: K",
                "1;K",
                "1:K:",
                "٣:K",
                "0xg:K",
                "1",
            })
    void refusesLinesThatAreNoKeyAndNeverShowThem(String line) throws IOException {
        write("# first\n" + line.replace("K", KEY) + "\n");

        assertThatThrownBy(() -> TicketKeyFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 2")
                .hasMessageNotContaining(KEY.substring(0, 8));
    }

    @Test
    void refusesKeysWithSomethingElseThanHexDigits() throws IOException {
        write("1:" + KEY.substring(0, 94) + "g0\n");

        assertThatThrownBy(() -> TicketKeyFile.read(file)).hasMessageContaining("hex digits");
    }

    @Test
    void refusesAnAllZeroKey() throws IOException {
        write("1:" + "0".repeat(96) + "\n");

        assertThatThrownBy(() -> TicketKeyFile.read(file)).hasMessageContaining("zeros");
    }

    /** One key under two revisions is a rotation that rotated nothing. */
    @Test
    void refusesAKeyThatStandsTwice() throws IOException {
        var file = directory.resolve("twice.keys");
        Files.writeString(file, "1:" + "5a17".repeat(24) + "\n2:" + "5A17".repeat(24) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThatThrownBy(() -> TicketKeyFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 2")
                .hasMessageNotContaining("5a17");
    }

    @Test
    void refusesARevisionThatStandsTwice() throws IOException {
        write("1:" + KEY + "\n0x1:" + "11".repeat(48) + "\n");

        assertThatThrownBy(() -> TicketKeyFile.read(file))
                .hasMessageContaining("line 2")
                .hasMessageContaining("0x00000001");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "# nothing\n"})
    void refusesAFileWithoutKeys(String content) throws IOException {
        write(content);

        assertThatThrownBy(() -> TicketKeyFile.read(file)).hasMessageContaining("holds no key");
    }

    @Test
    void refusesAFileThatIsTooLongForKeys() throws IOException {
        write("#".repeat(64 * 1024) + "\n");

        assertThatThrownBy(() -> TicketKeyFile.read(file)).hasMessageContaining("65537 bytes");
    }

    @Test
    void makesAnAbsentFileWithMode0600() throws IOException {
        int made = TicketKeyFile.append(file, new SecureRandom());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(TicketKeyFile.read(file))
                .extracting(TicketKeyFileTest::revision)
                .containsExactly(made);
    }

    @Test
    void addsToAFileAndKeepsWhatStandsInIt() throws IOException {
        write("# ours\n1:" + KEY);

        int made = TicketKeyFile.append(file, new SecureRandom());

        assertThat(Files.readString(file))
                .startsWith("# ours\n1:" + KEY + "\n0x")
                .endsWith("\n");
        assertThat(TicketKeyFile.read(file))
                .extracting(TicketKeyFileTest::revision)
                .containsExactly(1, made);
        assertThat(directory).isDirectoryNotContaining("glob:**new");
    }

    @Test
    void addsNothingToAFileWithAFault() throws IOException {
        write("1:" + KEY + "\nnonsense\n");

        assertThatThrownBy(() -> TicketKeyFile.append(file, new SecureRandom())).hasMessageContaining("line 2");
        assertThat(Files.readString(file)).isEqualTo("1:" + KEY + "\nnonsense\n");
    }

    @Test
    void addsNothingToAFileThatWouldBeTooLongToRead() throws IOException {
        var line = "1:" + KEY + "\n";
        write("#".repeat(64 * 1024 - line.length() - 1) + "\n" + line);

        assertThatThrownBy(() -> TicketKeyFile.append(file, new SecureRandom())).hasMessageContaining("is full");
        assertThat(TicketKeyFile.read(file)).hasSize(1);
    }

    @Test
    void wipesWhatItRead() throws IOException {
        var lines = SecretLines.parse(("1:" + KEY + "\n").getBytes(US_ASCII), "file", 48);
        var secret = lines.get(0).secret();
        assertThat(secret).startsWith(0x01, 0x23, 0x45).hasSize(48);
        lines.get(0).close();
        assertThat(secret).containsOnly(0);
    }
}
