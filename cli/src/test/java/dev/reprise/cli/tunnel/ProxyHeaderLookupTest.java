package dev.reprise.cli.tunnel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is nearly an address is looked up as a name nowhere: the sender of a PROXY header must not let us ask name servers, nor
 * let those say who the client is. In a process of its own, whose file of hosts knows these names.
 */
class ProxyHeaderLookupTest {
    private static final List<String> NEARLY_ADDRESSES =
            List.of("TCP4 999.1.1.1", "TCP4 1.2.3.256", "TCP6 .:", "TCP6 .a:b", "TCP6 :", "TCP6 a:b");

    @Test
    void looksUpNothing(@TempDir Path directory) throws Exception {
        var hosts = new StringBuilder();
        for (var line : NEARLY_ADDRESSES) {
            hosts.append("192.0.2.1 ")
                    .append(line.substring(line.indexOf(' ') + 1))
                    .append('\n');
        }
        var file = Files.writeString(directory.resolve("hosts"), hosts);
        var process = new ProcessBuilder(
                        "" + Path.of(System.getProperty("java.home"), "bin", "java"),
                        "-Djdk.net.hosts.file=" + file,
                        "-cp",
                        System.getProperty("java.class.path"),
                        ProxyHeaderLookupTest.class.getName())
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), US_ASCII);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output.lines()).hasSameSizeAs(NEARLY_ADDRESSES).allMatch(line -> line.startsWith("refused"));
    }

    /** Read each as the address of a client, and print what came of it. */
    public static void main(String[] args) {
        for (var address : NEARLY_ADDRESSES) {
            var line = "PROXY " + address + " " + (address.startsWith("TCP4") ? "192.0.2.2" : "::1") + " 1 2\r\n";
            try {
                System.out.println(ProxyHeader.read(new ByteArrayInputStream(line.getBytes(US_ASCII))));
            } catch (IOException e) {
                System.out.println("refused: " + e.getMessage());
            }
        }
    }
}
