package dev.reprise.tls.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.reprise.tls.session.KeyRole;
import dev.reprise.tls.session.TicketKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TicketKeyFormatTest {
    @TempDir
    private Path directory;

    private int files;

    private static byte[] random(int seed, int length) {
        var bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private Path file(byte[] content) throws IOException {
        var file = directory.resolve("key" + files++);
        Files.write(file, content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private Path lines(byte[]... keys) throws IOException {
        var text = new StringBuilder();
        for (var key : keys) {
            text.append(Base64.getEncoder().encodeToString(key)).append('\n');
        }
        return file(text.toString().getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] name(byte[] key) {
        return Arrays.copyOf(key, 16);
    }

    @Test
    void takesNginxFilesOfWhichTheFirstSeals() throws IOException {
        var keys = TicketKeyFormat.NGINX.read(List.of(file(random(1, 80)), file(random(2, 80))));
        assertThat(keys).extracting(TicketKey::role).containsExactly(KeyRole.CURRENT, KeyRole.PREVIOUS);
        assertThat(keys.get(0).name()).isEqualTo(name(random(1, 80)));
        assertThat(keys.get(1).name()).isEqualTo(name(random(2, 80)));
    }

    @Test
    void takesHaproxysLastThreeOfWhichTheSecondSeals() throws IOException {
        var keys = TicketKeyFormat.HAPROXY.read(
                List.of(lines(random(1, 80), random(2, 80), random(3, 80), random(4, 80))));
        assertThat(keys).extracting(TicketKey::role).containsExactly(KeyRole.PREVIOUS, KeyRole.CURRENT, KeyRole.NEXT);
        assertThat(keys)
                .extracting(TicketKey::name)
                .containsExactly(name(random(2, 80)), name(random(3, 80)), name(random(4, 80)));
    }

    private static void refused(TicketKeyFormat format, String word, Path... files) {
        assertThatIOException().isThrownBy(() -> format.read(List.of(files))).withMessageContaining(word);
    }

    @Test
    void refusesKeysForAes128ByName() throws IOException {
        refused(TicketKeyFormat.NGINX, "AES-128", file(random(1, 48)));
        refused(TicketKeyFormat.HAPROXY, "AES-128", lines(random(1, 48), random(2, 48), random(3, 48)));
    }

    @Test
    void refusesOtherLengthsAndTooFewLines() throws IOException {
        refused(TicketKeyFormat.NGINX, "79 bytes", file(random(1, 79)));
        refused(TicketKeyFormat.NGINX, "160 bytes", file(random(1, 160)));
        refused(TicketKeyFormat.HAPROXY, "at least 3", lines(random(1, 80), random(2, 80)));
        refused(TicketKeyFormat.HAPROXY, "Base64", file("*\n*\n*\n".getBytes(StandardCharsets.US_ASCII)));
        refused(TicketKeyFormat.HAPROXY, "expected one", lines(random(1, 80)), lines(random(1, 80)));
    }

    @Test
    void refusesKeysThatWereNeverFilledIn() throws IOException {
        for (int from : new int[] {16, 48}) {
            var key = random(1, 80);
            Arrays.fill(key, from, from + 32, (byte) 0);
            refused(TicketKeyFormat.NGINX, "weak", file(key));
        }
        refused(TicketKeyFormat.NGINX, "one name", file(random(1, 80)), file(random(1, 80)));
    }
}
