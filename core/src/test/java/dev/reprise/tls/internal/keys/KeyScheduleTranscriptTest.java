package dev.reprise.tls.internal.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.crypto.Hkdf;
import dev.reprise.tls.internal.crypto.Label;
import dev.reprise.tls.internal.crypto.RecordedKeyShares;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.crypto.Vectors;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.AeadAlgorithm;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.HashAlgorithm;
import dev.reprise.tls.spec.NamedGroup;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Walks the key schedule of recorded handshakes of OpenSSL with SHA-384, which RFC 8448 does not have. */
class KeyScheduleTranscriptTest {
    @ParameterizedTest
    @CsvSource({
        "tls13-aes256gcm-hrr, c1",
        "tls13-aes256gcm-p256-ecdsa, c1",
        "tls13-aes256gcm-x25519-keyupdate, c1",
        "tls13-aes256gcm-x25519-ticket-resume, c1",
        "tls13-aes256gcm-x25519-ticket-resume, c2",
        "tls13-aes256gcm-x25519-0rtt-resume, c1",
        "tls13-aes256gcm-x25519-0rtt-resume, c2"
    })
    void derivesEverySecretOfTheTranscript(String file, String connection) throws Exception {
        new Walk(Vectors.of("/transcripts/" + file + ".properties"), connection).run();
    }

    private static final class Walk {
        private final Vectors v;
        private final String connection;
        private final HashAlgorithm hash;
        private final AeadAlgorithm aead;
        private final TranscriptHash transcript;
        private int messages;

        Walk(Vectors v, String connection) {
            this.v = v;
            this.connection = connection;
            var suite = CipherSuite.find(Integer.parseInt(v.word(connection + ".cipher_suite"), 16));
            hash = Objects.requireNonNull(suite).hash();
            aead = suite.aead();
            transcript = new TranscriptHash(hash);
        }

        void run() throws Exception {
            try (var hkdf = new Hkdf(hash);
                    var shared = agreeOnBothSides();
                    var early = has("psk.value")
                            ? EarlySecret.of(hkdf, v.secret(key("psk.value")))
                            : EarlySecret.withoutPsk(hkdf)) {
                checkEarly(hkdf, early);
                appendThrough("server_hello");
                equal("transcript.server_hello", transcript.current());
                try (var handshake = early.handshake(shared);
                        var client = handshake.clientHandshakeTraffic(transcript.current());
                        var server = handshake.serverHandshakeTraffic(transcript.current());
                        var main = handshake.main()) {
                    equal("secret.client_handshake_traffic_secret", client.secret());
                    equal("secret.server_handshake_traffic_secret", server.secret());
                    checkKeys("client.handshake", client);
                    checkKeys("server.handshake", server);

                    checkFinished(hkdf, "server", server);
                    equal("transcript.server_finished", transcript.current());
                    checkApplication(main, transcript.current());

                    checkFinished(hkdf, "client", client);
                    equal("transcript.client_finished", transcript.current());
                    checkResumption(main, transcript.current());
                }
            }
        }

        private Secret agreeOnBothSides() throws Exception {
            var group = Objects.requireNonNull(NamedGroup.find(Integer.parseInt(v.word(key("ecdhe.group")), 16)));
            try (var client = recorded(group, "ecdhe.client_private").generate(group);
                    var server = recorded(group, "ecdhe.server_private").generate(group);
                    var there = server.agree(client.publicKey())) {
                equal("ecdhe.client_public", client.publicKey().toArray());
                equal("ecdhe.server_public", server.publicKey().toArray());
                equal("ecdhe.shared", there);
                return client.agree(server.publicKey());
            }
        }

        private RecordedKeyShares recorded(NamedGroup group, String name) {
            return new RecordedKeyShares(Map.of(group, v.array(key(name))));
        }

        private void checkEarly(Hkdf hkdf, EarlySecret early) {
            if (!has("psk.value")) {
                equal("secret.early", hkdf.extract(null, null));
                return;
            }
            equal("secret.early", hkdf.extract(null, v.secret(key("psk.value"))));
            // The binders list: its length, and one binder with its own.
            var hello = v.bytes(key("hs.01.bytes"));
            var truncated = new TranscriptHash(hash);
            truncated.update(hello.slice(0, hello.length() - 2 - 1 - hash.length()));
            equal("psk.truncated_hello_hash", truncated.current());
            equal("psk.binder", early.binder(truncated.current()));
            if (has("secret.client_early_traffic_secret")) {
                var whole = new TranscriptHash(hash);
                whole.update(hello);
                var secret = hkdf.deriveSecret(
                        hkdf.extract(null, v.secret(key("psk.value"))), Label.C_E_TRAFFIC, whole.current());
                equal("secret.client_early_traffic_secret", secret);
                checkKeys("client.early", new TrafficSecret(hash, secret));
            }
        }

        /** Append messages up to and including the one of that name. */
        private void appendThrough(String name) {
            String appended;
            do {
                appended = nextName();
                if (appended.equals("hello_retry_request")) {
                    transcript.replaceWithMessageHash();
                }
                transcript.update(v.bytes(next("bytes")));
                messages++;
            } while (!appended.equals(name));
        }

        private void checkFinished(Hkdf hkdf, String side, TrafficSecret baseKey) {
            while (!nextName().equals("finished")) {
                appendThrough(nextName());
            }
            var message = v.bytes(next("bytes"));
            assertThat(v.word(next("sender"))).isEqualTo(side);
            assertThat(Bytes.wrap(baseKey.finished(transcript.current()))).isEqualTo(message.slice(4, hash.length()));
            equal("finished_key." + side, hkdf.expandLabel(baseKey.secret(), Label.FINISHED, hash.length()));
            appendThrough("finished");
        }

        private void checkApplication(MainSecret main, byte[] transcriptHash) {
            var client = main.clientApplicationTraffic(transcriptHash);
            var server = main.serverApplicationTraffic(transcriptHash);
            equal("secret.client_application_traffic_secret_0", client.secret());
            equal("secret.server_application_traffic_secret_0", server.secret());
            checkKeys("client.application", client);
            checkKeys("server.application", server);
            checkUpdates("client", client);
            checkUpdates("server", server);
            try (var exporter = main.exporter(transcriptHash)) {
                var label = v.word(key("exporter.label"));
                var abc = "abc".getBytes(StandardCharsets.US_ASCII);
                equal("exporter.context_none", exporter.export(label, new byte[0], 40));
                equal("exporter.context_empty", exporter.export(label, new byte[0], 40));
                equal("exporter.context_abc", exporter.export(label, abc, 40));
            }
        }

        private void checkUpdates(String side, TrafficSecret first) {
            var current = first;
            for (int i = 1; has("secret." + side + "_application_traffic_secret_" + i); i++) {
                current = current.next();
                equal("secret." + side + "_application_traffic_secret_" + i, current.secret());
                checkKeys(side + ".application." + i, current);
            }
            current.close();
        }

        private void checkResumption(MainSecret main, byte[] transcriptHash) {
            try (var resumption = main.resumption(transcriptHash);
                    var expected = new ResumptionSecret(hash, v.secret(key("secret.resumption_secret")))) {
                var nonce = has("ticket.nonce") ? v.bytes(key("ticket.nonce")) : Bytes.EMPTY;
                assertThat(resumption.psk(nonce).toArray())
                        .isEqualTo(expected.psk(nonce).toArray());
                if (has("ticket.psk")) {
                    equal("ticket.psk", resumption.psk(nonce));
                }
            }
        }

        private void checkKeys(String name, TrafficSecret traffic) {
            try (var keys = traffic.keys(aead)) {
                equal("key." + name, keys.key());
                equal("iv." + name, keys.iv());
            }
        }

        private String nextName() {
            return v.word(next("name"));
        }

        private String next(String field) {
            return key("hs.%02d.%s".formatted(messages + 1, field));
        }

        private String key(String name) {
            return connection + "." + name;
        }

        private boolean has(String name) {
            return v.has(key(name));
        }

        private void equal(String name, Secret actual) {
            equal(name, actual.toArray());
        }

        private void equal(String name, byte[] actual) {
            assertThat(Bytes.wrap(actual)).as(name).isEqualTo(v.bytes(key(name)));
        }
    }
}
