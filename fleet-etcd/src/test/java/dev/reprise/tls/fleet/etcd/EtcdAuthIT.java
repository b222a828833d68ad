package dev.reprise.tls.fleet.etcd;

import static dev.reprise.tls.fleet.etcd.EtcdClient.base64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.reprise.tls.fleet.StoreLogin;
import dev.reprise.tls.fleet.TicketKeyStore;
import dev.reprise.tls.fleet.TicketKeyStoreContract;
import dev.reprise.tls.fleet.TicketKeyStores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An etcd with users, of whom one has a role for what begins with {@code shop/}. */
class EtcdAuthIT implements TicketKeyStoreContract {
    private static final StoreLogin SHOP = new StoreLogin("shop", "a \"word\" \\ of its own");

    @TempDir
    private static Path directory;

    private static Etcd etcd;

    private final String key = "shop/" + UUID.randomUUID();

    @BeforeAll
    static void start() throws IOException {
        etcd = Etcd.start(directory.resolve("data"));
        etcd.tell("/v3/auth/user/add", "{\"name\":\"root\",\"password\":\"of all\"}");
        etcd.tell("/v3/auth/user/grant", "{\"user\":\"root\",\"role\":\"root\"}");
        etcd.tell("/v3/auth/user/add", new EtcdUser(SHOP.user(), SHOP.password()).json());
        etcd.tell("/v3/auth/role/add", "{\"name\":\"keys\"}");
        // A prefix is a range that ends before the next byte: '0' follows '/'.
        etcd.tell(
                "/v3/auth/role/grant",
                "{\"name\":\"keys\",\"perm\":{\"permType\":\"READWRITE\",\"key\":\"" + encoded("shop/")
                        + "\",\"range_end\":\"" + encoded("shop0") + "\"}}");
        etcd.tell("/v3/auth/user/grant", "{\"user\":\"shop\",\"role\":\"keys\"}");
        etcd.tell("/v3/auth/enable", "{}");
    }

    private static String encoded(String text) {
        return base64(text.getBytes(StandardCharsets.US_ASCII));
    }

    @AfterAll
    static void stop() {
        if (etcd != null) {
            etcd.close();
        }
    }

    @Override
    public TicketKeyStore open() throws IOException {
        return open(SHOP, key);
    }

    private static TicketKeyStore open(StoreLogin login, String key) throws IOException {
        return TicketKeyStores.open("etcd:" + etcd.uri() + "#" + key, login, Duration.ofSeconds(20));
    }

    /** A server that was restarted knows no token any more and answers 401. */
    @Test
    void logsInAgainWhereItsTokenIsNotKnown() throws Exception {
        try (var store = open()) {
            assertThat(store.compareAndSet(null, new byte[] {1})).isTrue();
            etcd.kill();
            etcd.restart();
            assertThat(store.read()).isEqualTo(new byte[] {1});
            etcd.kill();
            etcd.restart();
            assertThat(store.compareAndSet(new byte[] {1}, new byte[] {2})).isTrue();
        }
    }

    @Test
    void hasTheRoleOfItsUserAndNoOther() throws Exception {
        try (var store = open(SHOP, "other/keys")) {
            assertThatIOException().isThrownBy(store::read).withMessageContaining("permission denied");
            assertThatIOException().isThrownBy(() -> store.compareAndSet(null, new byte[] {1}));
        }
        try (var nobody = etcd.store().key(key).open()) {
            assertThatIOException().isThrownBy(nobody::read);
        }
    }

    @Test
    void saysThatThePasswordIsWrongAndNotWhatItIs() throws Exception {
        try (var store = open(new StoreLogin("shop", "guessed"), key)) {
            assertThatIOException().isThrownBy(store::read).withMessageNotContaining("guessed");
        }
    }
}
