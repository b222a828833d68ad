package dev.reprise.stacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.stacks.plain.EngineEcho;
import dev.reprise.stacks.plain.HttpClientToJetty;
import dev.reprise.stacks.plain.SocketEcho;
import dev.reprise.stacks.plain.UrlConnection;
import dev.reprise.testkit.ChildProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Programs that know nothing of Reprise run over it, unchanged, when a java.security file names it first; on every JDK found.
 * Without the file they run over SunJSSE, which shows that they tell the difference.
 */
class PlainProgramsIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Pattern PROVIDER = Pattern.compile("security\\.provider\\.(\\d+)=(.*)");
    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");
    private static final String PASSWORD = "password";

    @TempDir
    static Path directory;

    @BeforeAll
    static void writeStores() throws Exception {
        store("key.p12", true);
        store("trust.p12", false);
    }

    private static void store(String file, boolean key) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        if (key) {
            store.setKeyEntry("server", Pki.RUN.server.key(), PASSWORD.toCharArray(), Pki.array(Pki.RUN.server));
        } else {
            X509Certificate root = Pki.RUN.root.certificate();
            store.setCertificateEntry("root", root);
        }
        try (OutputStream out = Files.newOutputStream(directory.resolve(file))) {
            store.store(out, PASSWORD.toCharArray());
        }
    }

    /** A program on a JDK. */
    record Run(Path jdk, String version, Class<?> program) {
        @Override
        public String toString() {
            return program.getSimpleName() + " on JDK " + version;
        }
    }

    static Stream<Run> runs() throws IOException {
        var runs = new ArrayList<Run>();
        for (var jdk : jdks()) {
            for (var program :
                    List.of(SocketEcho.class, EngineEcho.class, HttpClientToJetty.class, UrlConnection.class)) {
                runs.add(new Run(jdk, version(jdk), program));
            }
        }
        return runs.stream();
    }

    /** Find the JDKs that Reprise runs on: this one, and what distributions install. */
    private static Set<Path> jdks() throws IOException {
        var jdks = new LinkedHashSet<Path>();
        jdks.add(Path.of(System.getProperty("java.home")).toRealPath());
        var installed = Path.of("/usr/lib/jvm");
        if (Files.isDirectory(installed)) {
            try (var all = Files.list(installed)) {
                for (var jdk : all.sorted().toList()) {
                    if (Files.isExecutable(jdk.resolve("bin/java"))
                            && Files.isReadable(jdk.resolve("release"))
                            && Integer.parseInt(version(jdk)) >= 21) {
                        jdks.add(jdk.toRealPath());
                    }
                }
            }
        }
        return jdks;
    }

    private static String version(Path jdk) throws IOException {
        var matcher = VERSION.matcher(Files.readString(jdk.resolve("release")));
        return matcher.find() ? matcher.group(1) : "0";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("runs")
    void runsUnchangedWithTheProviderFirst(Run run) throws IOException {
        assertThat(said(run, "-Djava.security.properties=" + security(run.jdk())))
                .hasSize(2)
                .allMatch(line -> line.startsWith("hello by dev.reprise.tls.jsse.") && line.contains(" of Reprise, "));
    }

    @ParameterizedTest(name = "{0}, without the file")
    @MethodSource("runs")
    void runsOverSunJsseWithoutTheFile(Run run) throws IOException {
        assertThat(said(run)).hasSize(2).allMatch(line -> line.startsWith("hello by sun.security.ssl."));
    }

    private static List<String> said(Run run, String... options) throws IOException {
        var command = new ArrayList<String>();
        command.add(run.jdk().resolve("bin/java").toString());
        command.add("-Djavax.net.ssl.keyStore=" + directory.resolve("key.p12"));
        command.add("-Djavax.net.ssl.keyStorePassword=" + PASSWORD);
        command.add("-Djavax.net.ssl.trustStore=" + directory.resolve("trust.p12"));
        command.add("-Djavax.net.ssl.trustStorePassword=" + PASSWORD);
        command.addAll(List.of(options));
        command.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), run.program().getName()));
        try (var child = ChildProcess.of(command).start()) {
            if (child.awaitExit(LIMIT) != 0) {
                throw child.failure("fails");
            }
            return child.lines().stream()
                    .filter(line -> line.startsWith("hello"))
                    .toList();
        }
    }

    /** Write what puts Reprise first: the JDK's own list moves down by one. */
    private static Path security(Path jdk) throws IOException {
        var properties = new Properties();
        properties.setProperty("security.provider.1", "Reprise");
        for (var line : Files.readAllLines(jdk.resolve("conf/security/java.security"))) {
            var matcher = PROVIDER.matcher(line.strip());
            if (matcher.matches()) {
                int place = Integer.parseInt(matcher.group(1)) + 1;
                properties.setProperty("security.provider." + place, matcher.group(2));
            }
        }
        var file = directory.resolve("reprise.security");
        try (var out = Files.newBufferedWriter(file)) {
            properties.store(out, null);
        }
        return file;
    }
}
