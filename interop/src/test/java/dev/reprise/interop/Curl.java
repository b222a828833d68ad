package dev.reprise.interop;

import dev.reprise.testkit.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** curl, which makes both connections in one process; verbose, it lists the handshake messages it sees. */
final class Curl implements StrangeClient {
    @Override
    public String name() throws IOException {
        return "curl" + Names.version("^curl (\\S+)", "curl", "-V");
    }

    @Override
    public List<String> programs() {
        return List.of("curl");
    }

    @Override
    public String debianPackage() {
        return "curl";
    }

    @Override
    public Optional<String> cannotResume(Setup setup) {
        return setup.versions() == Versions.TLS_1_2
                ? Optional.of(
                        "in TLS 1.2 curl takes no tickets, only sessions kept by the server, and Reprise keeps none")
                : Optional.empty();
    }

    @Override
    public List<Told> connectTwice(Setup setup, Credentials credentials, Path directory, int port) throws IOException {
        var url = "https://" + Credentials.NAME + ":" + port + "/";
        var command = new ArrayList<>(List.of(
                "curl",
                "--verbose",
                "--silent",
                "--show-error",
                "--http1.0",
                "--noproxy",
                "*",
                "--resolve",
                Credentials.NAME + ":" + port + ":127.0.0.1",
                "--cacert",
                credentials.file("root.pem"),
                setup.of("--tlsv1.3", "--tlsv1.2", "--tlsv1.2"),
                "--tls-max",
                setup.of("1.3", "1.2", "1.3")));
        if (setup.clientCertificate()) {
            command.addAll(List.of("--cert", credentials.file("client.pem"), "--key", credentials.file("client.key")));
        }
        command.addAll(List.of(url, url));
        try (var curl = ChildProcess.of(command).start()) {
            var first = connection(curl, setup);
            var second = connection(curl, setup);
            // Its status says whether it liked what an echo server sent, which is no matter here.
            curl.awaitExit(Wait.LIMIT);
            return List.of(first, second);
        }
    }

    /** A server sends no Certificate when it resumes. */
    private static Told connection(ChildProcess curl, Setup setup) {
        var certificate = "(\\(IN\\), TLS handshake, Certificate \\(11\\))";
        var established = "SSL connection using " + setup.versions().chosen();
        var line = curl.awaitLine(certificate + "|" + established, Wait.LIMIT);
        if (line.group(1) == null) {
            return Told.RESUMED;
        }
        curl.awaitLine(established, Wait.LIMIT);
        return Told.FULL;
    }
}
