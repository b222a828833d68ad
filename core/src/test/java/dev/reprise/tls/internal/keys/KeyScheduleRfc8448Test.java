package dev.reprise.tls.internal.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.crypto.Hkdf;
import dev.reprise.tls.internal.crypto.Label;
import dev.reprise.tls.internal.crypto.RecordedKeyShares;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.crypto.Vectors;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.AeadAlgorithm;
import dev.reprise.tls.spec.HashAlgorithm;
import dev.reprise.tls.spec.NamedGroup;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Walks the key schedule of the five traces of RFC 8448, value by value. */
class KeyScheduleRfc8448Test {
    private static final String RESUMED = "/rfc8448/4-resumed-0rtt.properties";
    private static final List<String> UP_TO_SERVER_CERTIFICATE_VERIFY =
            List.of("encrypted_extensions", "certificate_request", "server_certificate", "server_certificate_verify");
    private static final List<String> UP_TO_CLIENT_CERTIFICATE_VERIFY =
            List.of("end_of_early_data", "client_certificate", "client_certificate_verify");

    private final Hkdf hkdf = new Hkdf(HashAlgorithm.SHA256);

    @AfterEach
    void close() {
        hkdf.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/rfc8448/3-simple-1rtt.properties",
                RESUMED,
                "/rfc8448/5-hello-retry-request.properties",
                "/rfc8448/6-client-auth.properties",
                "/rfc8448/7-compatibility-mode.properties"
            })
    void derivesEverySecretOfTheTrace(String trace) throws Exception {
        var v = Vectors.of(trace);
        var transcript = new TranscriptHash(HashAlgorithm.SHA256);
        transcript.update(v.bytes("client_hello"));
        if (v.has("hello_retry_request")) {
            transcript.replaceWithMessageHash();
            transcript.update(v.bytes("hello_retry_request"));
            transcript.update(v.bytes("client_hello_2"));
        }

        try (var shared = agreeOnBothSides(v);
                var early = v.has("psk") ? EarlySecret.of(hkdf, v.secret("psk")) : EarlySecret.withoutPsk(hkdf);
                var handshake = early.handshake(shared)) {
            transcript.update(v.bytes("server_hello"));
            var hash = transcript.current();
            equal(v, "transcript_hash_for_client_handshake_traffic_secret", hash);
            equal(v, "transcript_hash_for_server_handshake_traffic_secret", hash);
            try (var client = handshake.clientHandshakeTraffic(hash);
                    var server = handshake.serverHandshakeTraffic(hash);
                    var main = handshake.main()) {
                equal(v, "client_handshake_traffic_secret", client.secret());
                equal(v, "server_handshake_traffic_secret", server.secret());
                checkKeys(v, "client_handshake", client);
                checkKeys(v, "server_handshake", server);

                append(transcript, v, UP_TO_SERVER_CERTIFICATE_VERIFY);
                checkFinished(v, "server", server, transcript);
                transcript.update(v.bytes("server_finished"));
                checkApplication(v, main, transcript.current());

                append(transcript, v, UP_TO_CLIENT_CERTIFICATE_VERIFY);
                checkFinished(v, "client", client, transcript);
                transcript.update(v.bytes("client_finished"));
                checkResumption(v, main, transcript.current());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/rfc8448/3-simple-1rtt.properties",
                RESUMED,
                "/rfc8448/5-hello-retry-request.properties",
                "/rfc8448/6-client-auth.properties",
                "/rfc8448/7-compatibility-mode.properties"
            })
    void extractsEveryStageOfTheTrace(String trace) {
        var v = Vectors.of(trace);
        var early = hkdf.extract(null, v.has("psk") ? v.secret("psk") : null);
        equal(v, "early_secret", early);
        var derivedForHandshake = hkdf.deriveSecret(early, Label.DERIVED);
        equal(v, "derived_for_handshake", derivedForHandshake);
        var handshake = hkdf.extract(derivedForHandshake, v.secret("ecdhe_shared_secret"));
        equal(v, "handshake_secret", handshake);
        var derivedForMain = hkdf.deriveSecret(handshake, Label.DERIVED);
        equal(v, "derived_for_master", derivedForMain);
        equal(v, "master_secret", hkdf.extract(derivedForMain, null));
    }

    @Test
    void derivesPskOfTraceFourFromTicketOfTraceThree() {
        var v = Vectors.of("/rfc8448/3-simple-1rtt.properties");
        try (var resumption = new ResumptionSecret(HashAlgorithm.SHA256, v.secret("resumption_master_secret"));
                var psk = resumption.psk(v.bytes("ticket_nonce"))) {
            equal(v, "resumption_psk", psk);
            equal(Vectors.of(RESUMED), "psk", psk);
        }
    }

    @Test
    void bindsResumptionPskToClientHello() {
        var v = Vectors.of(RESUMED);
        var transcript = new TranscriptHash(HashAlgorithm.SHA256);
        transcript.update(v.bytes("client_hello_prefix"));
        equal(v, "binder_hash", transcript.current());
        try (var early = EarlySecret.of(hkdf, v.secret("psk"))) {
            equal(v, "binder", early.binder(transcript.current()));
        }
        var binderKey = hkdf.deriveSecret(hkdf.extract(null, v.secret("psk")), Label.RES_BINDER);
        equal(v, "binder_key", binderKey);
        equal(v, "binder_finished_key", hkdf.expandLabel(binderKey, Label.FINISHED, 32));
    }

    @Test
    void derivesEarlyTrafficOfTraceFour() {
        var v = Vectors.of(RESUMED);
        var early = hkdf.extract(null, v.secret("psk"));
        var hash = v.array("transcript_hash_for_client_early_traffic_secret");
        var traffic = new TrafficSecret(HashAlgorithm.SHA256, hkdf.deriveSecret(early, Label.C_E_TRAFFIC, hash));
        equal(v, "client_early_traffic_secret", traffic.secret());
        checkKeys(v, "client_early", traffic);
        equal(v, "early_exporter_master_secret", hkdf.deriveSecret(early, Label.E_EXP_MASTER, hash));
    }

    private static Secret agreeOnBothSides(Vectors v) throws Exception {
        var group = Objects.requireNonNull(NamedGroup.find(Integer.parseInt(v.word("named_group"), 16)));
        var name = group == NamedGroup.X25519 ? "x25519" : "p256";
        try (var client = new RecordedKeyShares(Map.of(group, v.array("client_" + name + "_private"))).generate(group);
                var server =
                        new RecordedKeyShares(Map.of(group, v.array("server_" + name + "_private"))).generate(group);
                var there = server.agree(client.publicKey())) {
            assertThat(client.publicKey()).isEqualTo(v.bytes("client_" + name + "_public"));
            assertThat(server.publicKey()).isEqualTo(v.bytes("server_" + name + "_public"));
            equal(v, "ecdhe_shared_secret", there);
            var here = client.agree(server.publicKey());
            equal(v, "ecdhe_shared_secret", here);
            return here;
        }
    }

    private static void append(TranscriptHash transcript, Vectors v, List<String> messages) {
        for (var message : messages) {
            if (v.has(message)) {
                transcript.update(v.bytes(message));
            }
        }
    }

    private static void checkKeys(Vectors v, String prefix, TrafficSecret traffic) {
        try (var keys = traffic.keys(AeadAlgorithm.AES_128_GCM)) {
            equal(v, prefix + "_key", keys.key());
            equal(v, prefix + "_iv", keys.iv());
        }
    }

    private void checkFinished(Vectors v, String side, TrafficSecret baseKey, TranscriptHash transcript) {
        equal(v, "transcript_hash_for_" + side + "_finished", transcript.current());
        equal(v, side + "_finished_key", hkdf.expandLabel(baseKey.secret(), Label.FINISHED, 32));
        var message = v.bytes(side + "_finished");
        assertThat(Bytes.wrap(baseKey.finished(transcript.current()))).isEqualTo(message.slice(4, 32));
    }

    private static void checkApplication(Vectors v, MainSecret main, byte[] hash) {
        equal(v, "transcript_hash_for_client_application_traffic_secret_0", hash);
        equal(v, "transcript_hash_for_server_application_traffic_secret_0", hash);
        equal(v, "transcript_hash_for_exporter_master_secret", hash);
        try (var client = main.clientApplicationTraffic(hash);
                var server = main.serverApplicationTraffic(hash);
                var exporter = main.exporter(hash);
                var expected = new ExporterSecret(HashAlgorithm.SHA256, v.secret("exporter_master_secret"))) {
            equal(v, "client_application_traffic_secret_0", client.secret());
            equal(v, "server_application_traffic_secret_0", server.secret());
            checkKeys(v, "client_application", client);
            checkKeys(v, "server_application", server);
            equal(v, "exporter_master_secret", exporter.secret());
            assertThat(exporter.export("label", new byte[1], 32).toArray())
                    .isEqualTo(expected.export("label", new byte[1], 32).toArray());
        }
    }

    private static void checkResumption(Vectors v, MainSecret main, byte[] hash) {
        equal(v, "transcript_hash_for_resumption_master_secret", hash);
        try (var resumption = main.resumption(hash);
                var expected = new ResumptionSecret(HashAlgorithm.SHA256, v.secret("resumption_master_secret"))) {
            var nonce = Bytes.ofHex("0000");
            assertThat(resumption.psk(nonce).toArray())
                    .isEqualTo(expected.psk(nonce).toArray());
            if (v.has("resumption_psk")) {
                equal(v, "resumption_psk", resumption.psk(v.bytes("ticket_nonce")));
            }
        }
    }

    private static void equal(Vectors v, String key, Secret actual) {
        equal(v, key, actual.toArray());
    }

    private static void equal(Vectors v, String key, byte[] actual) {
        assertThat(Bytes.wrap(actual)).as(key).isEqualTo(v.bytes(key));
    }
}
