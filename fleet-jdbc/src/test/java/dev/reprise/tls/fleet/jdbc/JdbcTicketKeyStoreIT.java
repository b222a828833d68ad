package dev.reprise.tls.fleet.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.testkit.Postgres;
import dev.reprise.tls.fleet.StoreLogin;
import dev.reprise.tls.fleet.TicketKeyStoreContract;
import dev.reprise.tls.fleet.TicketKeyStores;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A real PostgreSQL. Skipped where Debian's postgresql is missing, which {@code -Dinterop.required=true} makes a failure. */
class JdbcTicketKeyStoreIT implements TicketKeyStoreContract {
    private static Postgres postgres;

    private final String name = "test " + UUID.randomUUID();

    @BeforeAll
    static void start() throws Exception {
        postgres = Postgres.start();
        postgres.execute("create table reprise_ticket_keys ("
                + "name varchar(200) primary key, revision bigint not null, content bytea not null)");
    }

    @AfterAll
    static void stop() throws IOException {
        if (postgres != null) {
            postgres.close();
        }
    }

    @Override
    public JdbcTicketKeyStore open() {
        return JdbcTicketKeyStore.builder(postgres::connect)
                .name(name)
                .timeout(Duration.ofSeconds(20))
                .open();
    }

    @Override
    public boolean watches() {
        return false;
    }

    @Test
    void keepsTheValueThroughCrashAndFailsUntilItIsBack() throws Exception {
        try (var store = open()) {
            assertThat(store.compareAndSet(null, new byte[] {1})).isTrue();
            postgres.kill();
            assertThatIOException().isThrownBy(store::read);
            assertThatIOException().isThrownBy(() -> store.compareAndSet(new byte[] {1}, new byte[] {2}));
            postgres.restart();
            assertThat(store.read()).isEqualTo(new byte[] {1});
            assertThat(store.compareAndSet(new byte[] {1}, new byte[] {2})).isTrue();
        }
    }

    /** Whatever state a pool's connection is in, a change is done when the call returns. */
    @Test
    void commitsOverConnectionsThatDoNotCommitByThemselves() throws Exception {
        JdbcTicketKeyStore.Connections uncommitted = () -> {
            var connection = postgres.connect();
            connection.setAutoCommit(false);
            return connection;
        };
        try (var store = JdbcTicketKeyStore.builder(uncommitted)
                        .name(name)
                        .timeout(Duration.ofSeconds(20))
                        .open();
                var other = open()) {
            assertThat(store.compareAndSet(null, new byte[] {1})).isTrue();
            assertThat(other.read()).isEqualTo(new byte[] {1});
        }
    }

    /** A row that is as it was before is another row: what came between is not undone. */
    @Test
    void countsRevisionsUp() throws Exception {
        try (var store = open()) {
            assertThat(store.compareAndSet(null, new byte[] {1})).isTrue();
            assertThat(store.compareAndSet(new byte[] {1}, new byte[] {2})).isTrue();
            assertThat(store.compareAndSet(new byte[] {2}, new byte[] {1})).isTrue();
        }
        try (var connection = postgres.connect();
                var query = connection.prepareStatement("select revision from reprise_ticket_keys where name = ?")) {
            query.setString(1, name);
            var result = query.executeQuery();
            assertThat(result.next()).isTrue();
            assertThat(result.getLong(1)).isEqualTo(3);
        }
    }

    /** A server that takes connections and says nothing keeps nobody waiting for longer than the timeout. */
    @Test
    void givesUpOnServerThatDoesNotAnswer() throws Exception {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var store = JdbcTicketKeyStore.builder(() -> DriverManager.getConnection(
                                "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/postgres?user=shop"))
                        .timeout(Duration.ofMillis(300))
                        .open()) {
            assertThatIOException().isThrownBy(store::read).withMessageContaining("300 ms");
        }
    }

    /** So does a row that somebody keeps locked. */
    @Test
    void givesUpOnLockedRow() throws Exception {
        try (var patient = open();
                var store = JdbcTicketKeyStore.builder(postgres::connect)
                        .name(name)
                        .timeout(Duration.ofSeconds(2))
                        .open();
                var holder = postgres.connect()) {
            assertThat(patient.compareAndSet(null, new byte[] {1})).isTrue();
            holder.setAutoCommit(false);
            try (var lock = holder.prepareStatement("select * from reprise_ticket_keys where name = ? for update")) {
                lock.setString(1, name);
                lock.execute();
                assertThatIOException().isThrownBy(() -> store.compareAndSet(new byte[] {1}, new byte[] {2}));
            }
            holder.rollback();
            assertThat(patient.read()).isIn(new byte[] {1}, new byte[] {2});
        }
    }

    @Test
    void saysThatTheTableIsMissing() {
        try (var store = JdbcTicketKeyStore.builder(postgres::connect)
                .table("elsewhere")
                .timeout(Duration.ofSeconds(20))
                .open()) {
            assertThatIOException().isThrownBy(store::read).withMessageContaining("42P01");
        }
    }

    @Test
    void refusesNamesOfTablesThatAreMore() {
        var builder = JdbcTicketKeyStore.builder(postgres::connect);
        for (var table : new String[] {"", "a b", "a;drop table b", "a.b.c", "\"a\"", "1a"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> builder.table(table));
        }
        assertThat(builder.table("shop.keys").open()).hasToString("jdbc:shop.keys default");
    }

    @Test
    void isFoundByItsAddress() throws Exception {
        var login = new StoreLogin("shop", "no password is asked for");
        try (var store = TicketKeyStores.open(postgres.url() + "#" + name, login, Duration.ofSeconds(20))) {
            assertThat(store.read()).isNull();
            assertThat(store).hasToString("jdbc:reprise_ticket_keys " + name);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TicketKeyStores.open("jdbc:nothing://host/db?password=hidden", Duration.ofSeconds(1)))
                .withMessageContaining("jdbc:nothing:")
                .withMessageNotContaining("hidden");
    }
}
