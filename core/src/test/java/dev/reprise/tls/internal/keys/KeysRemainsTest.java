package dev.reprise.tls.internal.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.Remains;
import dev.reprise.tls.internal.crypto.Hkdf;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.AeadAlgorithm;
import dev.reprise.tls.spec.HashAlgorithm;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When all stages of a key schedule are closed, nothing of them is left in memory. */
class KeysRemainsTest {
    private static final Bytes RANDOM = Bytes.ofHex("0a".repeat(32));

    @ParameterizedTest
    @EnumSource
    void tls12KeysLeaveNothing(HashAlgorithm hash) throws Exception {
        assertThat(Remains.after(secret -> {
                    try (var premaster = secret.secret(48);
                            var main = Tls12MainSecret.extended(hash, premaster, new byte[hash.length()]);
                            var plain = Tls12MainSecret.plain(hash, premaster, RANDOM, RANDOM);
                            var resumed = Tls12MainSecret.resumed(hash, main.secret());
                            var exporter = new Tls12Exporter(hash, main.secret(), RANDOM, RANDOM, Bytes.EMPTY);
                            var exported = exporter.export("EXPORTER-test", null, 100)) {
                        secret.watch(main.secret().toArray());
                        secret.watch(plain.secret().toArray());
                        var keys = resumed.keyBlock(AeadAlgorithm.AES_256_GCM, RANDOM, RANDOM);
                        secret.watch(keys.client().key().toArray());
                        secret.watch(keys.server().key().toArray());
                        keys.close();
                        secret.watch(exported.toArray());
                    }
                }))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void tls13KeysLeaveNothing(HashAlgorithm hash) throws Exception {
        var transcript = new byte[hash.length()];
        assertThat(Remains.after(secret -> {
                    try (var hkdf = new Hkdf(hash);
                            var psk = secret.secret(hash.length());
                            var shared = secret.secret(32);
                            var early = EarlySecret.of(hkdf, psk);
                            var handshake = early.handshake(shared);
                            var traffic = handshake.clientHandshakeTraffic(transcript);
                            var main = handshake.main();
                            var application = main.serverApplicationTraffic(transcript);
                            var resumption = main.resumption(transcript);
                            var ticket = resumption.psk(Bytes.ofHex("00"));
                            var exporter = main.exporter(transcript);
                            var exported = exporter.export("EXPORTER-test", null, 100);
                            var keys = traffic.keys(AeadAlgorithm.AES_128_GCM)) {
                        secret.watch(traffic.secret().toArray());
                        secret.watch(application.secret().toArray());
                        secret.watch(ticket.toArray());
                        secret.watch(exporter.secret().toArray());
                        secret.watch(exported.toArray());
                        secret.watch(keys.key().toArray());
                        try (var next = application.next()) {
                            secret.watch(next.secret().toArray());
                        }
                    }
                }))
                .isEmpty();
    }
}
