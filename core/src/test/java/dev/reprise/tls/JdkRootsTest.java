package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JDK's roots are read once while the file they come from is the same. */
class JdkRootsTest {
    private static final String SETTING = "javax.net.ssl.trustStore";
    private static final TestCertificate ONE = TestCertificates.root("One");
    private static final TestCertificate OTHER = TestCertificates.root("Other");

    @TempDir
    private Path directory;

    @AfterEach
    void takeTheDefaultAgain() {
        System.clearProperty(SETTING);
        JdkRoots.load();
    }

    @Test
    void readsThemOnce() {
        var roots = JdkRoots.load();
        assertThat(roots.certificates()).hasSizeGreaterThan(50);
        assertThat(JdkRoots.load()).isSameAs(roots);
    }

    @Test
    void readsThemAgainWhenAnotherFileIsNamedOrTheFileHasChanged() throws Exception {
        var usual = JdkRoots.load();
        var file = store(ONE, Instant.parse("2026-01-01T00:00:00Z"));
        System.setProperty(SETTING, file.toString());
        var named = JdkRoots.load();
        assertThat(named.certificates()).containsExactly(ONE.certificate());
        assertThat(JdkRoots.load()).isSameAs(named);

        store(OTHER, Instant.parse("2026-01-01T00:00:01Z"));
        assertThat(JdkRoots.load().certificates()).containsExactly(OTHER.certificate());

        System.clearProperty(SETTING);
        assertThat(JdkRoots.load().certificates()).containsExactlyInAnyOrderElementsOf(usual.certificates());
    }

    /** The JDK falls back on its own file, and for "NONE" asks a token that nobody can watch. */
    @Test
    void knowsWhereTheJdkLooksElse() {
        var usual = JdkRoots.load();
        System.setProperty(SETTING, directory.resolve("absent").toString());
        assertThat(JdkRoots.load()).isSameAs(usual);
        System.setProperty(SETTING, "NONE");
        var none = JdkRoots.load();
        assertThat(none.certificates()).isEmpty();
        assertThat(JdkRoots.load()).isNotSameAs(none);
    }

    private Path store(TestCertificate root, Instant modified) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("JKS");
        store.load(null, null);
        store.setCertificateEntry("root", root.certificate());
        var file = directory.resolve("roots.jks");
        try (var out = Files.newOutputStream(file)) {
            store.store(out, new char[0]);
        }
        return Files.setLastModifiedTime(file, FileTime.from(modified));
    }
}
