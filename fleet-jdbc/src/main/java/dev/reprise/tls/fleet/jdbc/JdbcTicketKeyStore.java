package dev.reprise.tls.fleet.jdbc;

import dev.reprise.tls.fleet.TicketKeyStore;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Keep a fleet's keys in a row of a table in a relational database. A change counts the row's revision up from the one that
 * was read, so that of two servers one succeeds. The table, which is the operator's to make, has three columns; for
 * PostgreSQL:
 *
 * <pre>
 * create table reprise_ticket_keys (
 *     name varchar(200) primary key, revision bigint not null, content bytea not null);
 * </pre>
 *
 * <p>Other databases call the last type {@code varbinary} or {@code blob}; it has room for {@link #MAX_BYTES}. The user needs
 * select, insert and update. Each call takes a connection and closes it, so a pool may hand out any; it must lead to the
 * primary. Old rows may stay in logs and backups for as long as those are kept; they are sealed under the fleet secret. A
 * database does not say that a row has changed, so servers see changes when they poll. Thread-safe.
 */
public final class JdbcTicketKeyStore implements TicketKeyStore {
    /** The class of SQLSTATE for a row that is there already (SQL:2016 part 2, section 24.1). */
    private static final String CONSTRAINT_VIOLATED = "23";

    private final Connections connections;
    private final String table;
    private final String name;
    private final Duration timeout;
    private volatile boolean closed;

    /** Hands out connections in auto-commit mode, as {@link DataSource#getConnection} does. Thread-safe. */
    @FunctionalInterface
    public interface Connections {
        /** Return a connection, which the caller closes. */
        Connection open() throws SQLException;
    }

    /** A step over a connection. */
    @FunctionalInterface
    private interface Step<T extends @Nullable Object> {
        T over(Connection connection) throws SQLException;
    }

    /** A row as it was read. */
    private static final class Row {
        final long revision;
        final byte[] content;

        Row(long revision, byte[] content) {
            this.revision = revision;
            this.content = content;
        }
    }

    private JdbcTicketKeyStore(Builder builder) {
        connections = builder.connections;
        table = builder.table;
        name = builder.name;
        timeout = builder.timeout;
    }

    /** Begin with a source of connections, such as the application's pool. */
    public static Builder builder(DataSource source) {
        return new Builder(source::getConnection);
    }

    /** Begin with any way to get connections. */
    public static Builder builder(Connections connections) {
        return new Builder(connections);
    }

    @Override
    public byte @Nullable [] read() throws IOException {
        var row = within(this::row);
        return row == null ? null : row.content;
    }

    private @Nullable Row row(Connection connection) throws SQLException {
        try (var query = connection.prepareStatement("select revision, content from " + table + " where name = ?")) {
            limit(query);
            query.setString(1, name);
            try (var result = query.executeQuery()) {
                if (!result.next()) {
                    return null;
                }
                byte @Nullable [] content = result.getBytes(2);
                return new Row(result.getLong(1), content == null ? new byte[0] : content);
            }
        }
    }

    @Override
    public boolean compareAndSet(byte @Nullable [] expected, byte[] replacement) throws IOException {
        return within(connection -> {
            if (expected == null) {
                return insert(connection, replacement);
            }
            // Compared here, as not every database compares long values; the revision guards the time until the update.
            var row = row(connection);
            return row != null && Arrays.equals(row.content, expected) && update(connection, row.revision, replacement);
        });
    }

    private boolean insert(Connection connection, byte[] content) throws SQLException {
        if (row(connection) != null) {
            return false; // The insert would tell as well, and fill the database's log with errors.
        }
        try (var insert =
                connection.prepareStatement("insert into " + table + " (name, revision, content) values (?, 1, ?)")) {
            limit(insert);
            insert.setString(1, name);
            insert.setBytes(2, content);
            return insert.executeUpdate() == 1;
        } catch (SQLException e) {
            if (e.getSQLState() != null && e.getSQLState().startsWith(CONSTRAINT_VIOLATED)) {
                return false;
            }
            throw e;
        }
    }

    private boolean update(Connection connection, long revision, byte[] content) throws SQLException {
        try (var update = connection.prepareStatement(
                "update " + table + " set content = ?, revision = revision + 1 where name = ? and revision = ?")) {
            limit(update);
            update.setBytes(1, content);
            update.setString(2, name);
            update.setLong(3, revision);
            return update.executeUpdate() == 1;
        }
    }

    /** Let the database end what takes too long, as a second bound: it counts in whole seconds. */
    private void limit(PreparedStatement statement) throws SQLException {
        statement.setQueryTimeout((int) Math.max(1, timeout.toSeconds()));
    }

    /**
     * Take one step within the timeout. JDBC has no timeout that all drivers keep, least of all for connecting, so the step
     * has a thread of its own, which is left behind when it takes too long, and its connection is aborted.
     */
    private <T extends @Nullable Object> T within(Step<T> step) throws IOException {
        if (closed) {
            throw new IOException("the store in a database is closed");
        }
        var open = new AtomicReference<@Nullable Connection>();
        var task = new FutureTask<T>(() -> {
            try (var connection = connections.open()) {
                open.set(connection);
                if (!connection.getAutoCommit()) {
                    connection.setAutoCommit(true);
                }
                return step.over(connection);
            }
        });
        Thread.ofVirtual().name("ticket keys in a database").start(task);
        try {
            return task.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw failure(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            abort(open.get());
            throw new IOException("the database does not answer within " + timeout.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            abort(open.get());
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the database");
        }
    }

    private static void abort(@Nullable Connection connection) {
        if (connection != null) {
            try {
                connection.abort(Runnable::run);
            } catch (SQLException e) {
                return; // Its thread ends when the system finds the connection dead.
            }
        }
    }

    private static IOException failure(Throwable cause) {
        var state = cause instanceof SQLException sql ? " (SQLSTATE " + sql.getSQLState() + ")" : "";
        return new IOException("the database says" + state + ": " + cause.getMessage(), cause);
    }

    @Override
    public void close() {
        closed = true;
    }

    /** Return table and row. */
    @Override
    public String toString() {
        return "jdbc:" + table + " " + name;
    }

    /** Collect where the row is. Not thread-safe. */
    public static final class Builder {
        private static final Pattern TABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)?");

        private final Connections connections;
        private String table = "reprise_ticket_keys";
        private String name = "default";
        private Duration timeout = Duration.ofSeconds(2);

        private Builder(Connections connections) {
            this.connections = connections;
        }

        /**
         * Set the table. Default: {@code reprise_ticket_keys}.
         *
         * @param plain letters, digits and underscores, after a schema and a dot if need be
         * @throws IllegalArgumentException when it holds anything else
         */
        public Builder table(String plain) {
            if (!TABLE.matcher(plain).matches()) {
                throw new IllegalArgumentException(
                        "expected a table's name of letters, digits and underscores, not '" + plain + "'");
            }
            table = plain;
            return this;
        }

        /** Set the row's name, for several fleets in one table. Default: {@code default}. */
        public Builder name(String row) {
            name = row;
            return this;
        }

        /** Set how long a call may take, connecting included. Default: 2 s. */
        public Builder timeout(Duration limit) {
            timeout = limit;
            return this;
        }

        /** Make the store; nothing is sent yet. */
        public JdbcTicketKeyStore open() {
            return new JdbcTicketKeyStore(this);
        }
    }
}
