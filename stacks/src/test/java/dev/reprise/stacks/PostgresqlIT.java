package dev.reprise.stacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.Postgres;
import dev.reprise.tls.jsse.RepriseJsse;
import dev.reprise.tls.spec.NotOffered;
import java.sql.DriverManager;
import java.util.Map;
import java.util.Random;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ssl.WrappedFactory;

/**
 * PostgreSQL's JDBC driver to a real server: TLS is layered over a connection on which the two have spoken before. Servers
 * issue no tickets, so that each connection is a full handshake.
 */
@Timeout(180)
class PostgresqlIT {
    private static SSLContext context;

    /** What the driver makes by the name in its URL. */
    public static final class Factory extends WrappedFactory {
        /** Make one, as the driver does. */
        public Factory() {
            factory = context.getSocketFactory();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void queriesOverTls(String version) throws Exception {
        context = Jsse.REPRISE.context(null);
        try (var server = Postgres.startTls(Pki.RUN.server, "ssl_max_protocol_version=" + version)) {
            var url = server.url().replace("127.0.0.1", "localhost") + "?user=shop&sslmode=verify-full&sslfactory="
                    + Factory.class.getName();
            for (int connections = 1; connections <= 2; connections++) {
                try (var connection = DriverManager.getConnection(url);
                        var query = connection.prepareStatement(
                                "SELECT version, ?::bytea FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
                    for (int length : new int[] {0, 1, 16_384, 10 << 20}) {
                        var data = new byte[length];
                        new Random(length).nextBytes(data);
                        query.setBytes(1, data);
                        try (var rows = query.executeQuery()) {
                            assertThat(rows.next()).isTrue();
                            assertThat(rows.getString(1)).isEqualTo(version);
                            assertThat(rows.getBytes(2)).isEqualTo(data);
                        }
                    }
                }
                var counts = RepriseJsse.clientCounts(context);
                assertThat(counts.done()).isEqualTo(connections);
                assertThat(counts.notOffered()).isEqualTo(Map.of(NotOffered.NONE, (long) connections));
            }
        }
    }
}
