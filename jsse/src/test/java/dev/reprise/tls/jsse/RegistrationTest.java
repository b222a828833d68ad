package dev.reprise.tls.jsse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.reprise.tls.fleet.TicketKeyFile;
import dev.reprise.tls.session.SessionFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.Security;
import java.util.ServiceLoader;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How programs come to Reprise without naming it, and what a configuration file gives them. */
class RegistrationTest {
    @TempDir
    Path directory;

    private Path file(String... lines) throws IOException {
        return Files.writeString(directory.resolve("reprise.conf"), String.join("\n", lines) + "\n");
    }

    private static SSLContext server(Path file) throws Exception {
        var context = SSLContext.getInstance("TLS", new RepriseProvider().configure(file.toString()));
        context.init(Parties.keys(Parties.SERVER), Parties.trust(Parties.ROOT), null);
        return context;
    }

    @Test
    @DisplayName(
            "[JSSE install] puts Reprise first, and says when another provider has made the default context before")
    void install() throws Exception {
        var before = SSLContext.getDefault();
        assertThat(before.getProvider().getName()).isEqualTo("SunJSSE");
        try {
            assertThatIllegalStateException()
                    .isThrownBy(RepriseJsse::install)
                    .withMessageContaining("default SSLContext")
                    .withMessageContaining("SunJSSE");
            SSLContext.setDefault(SSLContext.getInstance("Default", new RepriseProvider()));
            RepriseJsse.install();
            RepriseJsse.install();
            assertThat(Security.getProviders()[0]).isInstanceOf(RepriseProvider.class);
            for (var protocol : new String[] {"TLS", "TLSv1.3", "TLSv1.2", "SSL", "Default"}) {
                assertThat(SSLContext.getInstance(protocol).getProvider()).isInstanceOf(RepriseProvider.class);
            }
        } finally {
            Security.removeProvider(RepriseProvider.NAME);
            SSLContext.setDefault(before);
        }
    }

    @Test
    @DisplayName("[JSSE install] the JDK's service loader finds the provider by its name")
    void service() {
        var found = ServiceLoader.load(Provider.class, ClassLoader.getSystemClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.getName().equals("Reprise"))
                .toList();
        assertThat(found).hasOnlyElementsOfType(RepriseProvider.class).hasSize(1);
        assertThat(found.get(0).getServices())
                .extracting(service -> service.getType() + "." + service.getAlgorithm())
                .containsExactlyInAnyOrder(
                        "SSLContext.TLS", "SSLContext.TLSv1.3", "SSLContext.TLSv1.2", "SSLContext.Default");
        assertThat(found.get(0).getService("SSLContext", "SSL")).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#repriseServer")
    @DisplayName("[JSSE configure] programs with the same file of ticket keys resume each other's sessions")
    void ticketKeys(Setting setting) throws Exception {
        TicketKeyFile.append(directory.resolve("ticket.keys"), new SecureRandom());
        var file = file("# shared by all servers", "", "ticket-keys = ticket.keys", "session-label=web = 1");
        var client = Parties.client(setting.client());
        EnginePair.named(setting, client, server(file)).handshake();
        var elsewhere = EnginePair.named(setting, client, server(file)).handshake();
        assertThat(RepriseSession.of(elsewhere.server.engine.getSession()).resumed())
                .isTrue();
    }

    @Test
    @DisplayName("[JSSE configure] a program's clients resume in the next run from a session file")
    void sessionFile() throws Exception {
        var setting = new Setting(Stack.REPRISE, Stack.SUN, Setting.TLS_1_3, false);
        var sessions = directory.resolve("sessions.pem");
        var file = file("session-file = sessions.pem", "sessions-per-peer = 4");
        var server = Parties.server(Stack.SUN);
        for (boolean resumes : new boolean[] {false, true}) {
            var provider = new RepriseProvider().configure(file.toString());
            var context = SSLContext.getInstance("TLS", provider);
            context.init(null, Parties.trust(Parties.ROOT), null);
            var pair = EnginePair.named(setting, context, server).handshake();
            assertThat(RepriseSession.of(pair.client.engine.getSession()).resumed())
                    .isEqualTo(resumes);
            ((RepriseProvider) provider).options().sessions().makeChanges(); // Else another thread does, soon.
            assertThat(SessionFile.list(sessions)).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ticket-keys = missing.keys| missing.keys",
                "ticket-key = a| line 1 sets ticket-key; there are ticket-keys",
                "sessions-per-peer = many| line 1 has many in place of a number",
                "sessions-per-peer = 0| 0 sessions per peer, legal are 1 to 1024",
                "ticket-keys| line 1 is no 'name = value'",
                "fleet-store = file:x| fleet-store and fleet-secrets belong together",
            })
    @DisplayName("[JSSE configure] a file that cannot be used is told, and no other provider is tried")
    void faults(String line, String told) throws Exception {
        var provider = new RepriseProvider().configure(file(line).toString());
        Security.insertProviderAt(provider, 1);
        try {
            assertThatExceptionOfType(ProviderException.class)
                    .isThrownBy(() -> SSLContext.getInstance("TLS"))
                    .withMessageContaining("reprise.conf")
                    .withMessageContaining(told);
        } finally {
            Security.removeProvider(RepriseProvider.NAME);
        }
    }

    @Test
    @DisplayName("[JSSE configure] a file that is not there, or says a thing twice, is told")
    void moreFaults() throws Exception {
        var missing =
                new RepriseProvider().configure(directory.resolve("none.conf").toString());
        assertThatExceptionOfType(ProviderException.class)
                .isThrownBy(() -> SSLContext.getInstance("TLS", missing))
                .withMessageContaining("none.conf");
        var twice = new RepriseProvider()
                .configure(file("session-label = a", "session-label = b").toString());
        assertThatExceptionOfType(ProviderException.class)
                .isThrownBy(() -> SSLContext.getInstance("TLS", twice))
                .withMessageContaining("line 2 sets session-label for the second time");
    }
}
