package dev.reprise.tls.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.tls.fleet.StoreView.Opened;
import dev.reprise.tls.internal.wire.Bytes;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What an attacker who can write to the store, or a server gone mad, might put there. */
class EnvelopeTest {
    private static final Bytes FLEET = TestFleet.NAME;

    private final SeededRandom random = new SeededRandom(5);
    private final KeyWrap wrap = wrap(FLEET, TestFleet.secret(1));
    private final Envelope envelope = new Envelope(FLEET, wrap);

    private KeyWrap wrap(Bytes fleet, FleetSecret... secrets) {
        return new SecretKeyWrap(FleetSecrets.of(secrets), fleet, random);
    }

    private KeyRecord record(long revision, byte[] key) {
        var id = Bytes.wrap(Derivation.ID.from(key.clone()));
        return new KeyRecord(FLEET, revision, id, 1_780_000_000_000L, 0, 0, Bytes.EMPTY);
    }

    private byte[] key() {
        var key = new byte[48];
        random.nextBytes(key);
        return key;
    }

    private KeyRecord sealed(long revision) throws IOException {
        return sealed(wrap, revision, key());
    }

    private KeyRecord sealed(KeyWrap by, long revision, byte[] key) throws IOException {
        var record = record(revision, key);
        return record.wrapped(by.wrap(key, record.context()));
    }

    private StoreView open(KeyRecord... records) throws IOException {
        var encoded = new ArrayList<Bytes>();
        for (var record : records) {
            encoded.add(record.encode());
        }
        return envelope.open(new StoreValue(encoded).encode(), Map.of());
    }

    private void refused(StoreView view, String word) {
        assertThat(view.records()).isEmpty();
        assertThat(view.foreign()).isEmpty();
        assertThat(view.refused()).singleElement().asString().contains(word);
    }

    @Test
    void opensWhatItSealed() throws IOException {
        var key = key();
        var draft = new Draft(List.of(), List.of(new Opened(record(7, key), key.clone())), null);
        try (var view = envelope.open(envelope.seal(draft), Map.of())) {
            assertThat(view.refused()).isEmpty();
            assertThat(view.opened()).singleElement().satisfies(one -> {
                assertThat(one.record().revision()).isEqualTo(7);
                assertThat(one.key()).isEqualTo(key);
            });
        }
    }

    @Test
    void wipesTheKeysOfAViewThatIsClosed() throws IOException {
        var view = open(sealed(1));
        var key = view.opened().get(0).key();
        assertThat(key).isNotEqualTo(new byte[48]);
        view.close();
        assertThat(key).isEqualTo(new byte[48]);
    }

    @Test
    void refusesRecordMovedToAnotherRevision() throws IOException {
        var good = sealed(7);
        refused(
                open(new KeyRecord(good.fleet(), 8, good.id(), good.createdMillis(), 0, 0, good.wrapped())),
                "not authentic");
    }

    @Test
    void refusesRecordThatWasDatedAnewOrGivesUpOthers() throws IOException {
        var good = sealed(7);
        refused(
                open(new KeyRecord(good.fleet(), 7, good.id(), good.createdMillis() + 1, 0, 0, good.wrapped())),
                "not authentic");
        refused(
                open(new KeyRecord(good.fleet(), 7, good.id(), good.createdMillis(), 6, 0, good.wrapped())),
                "not authentic");
        refused(
                open(new KeyRecord(good.fleet(), 7, good.id(), good.createdMillis(), 0, 6, good.wrapped())),
                "not authentic");
    }

    @Test
    void refusesRecordOfAnotherFleet() throws IOException {
        var key = key();
        var id = Bytes.wrap(Derivation.ID.from(key.clone()));
        var other = Bytes.wrap(new byte[] {'o'});
        var record = new KeyRecord(other, 1, id, 1, 0, 0, Bytes.EMPTY);
        var theirs = record.wrapped(wrap(other, TestFleet.secret(1)).wrap(key, record.context()));
        refused(open(theirs), "another fleet");
        // And so under our name: the key that wraps is another fleet's, too.
        refused(open(sealed(wrap(other, TestFleet.secret(1)), 1, key())), "not authentic");
    }

    @Test
    void refusesEveryChangeOfABit() throws IOException {
        var value = new StoreValue(List.of(sealed(3).encode())).encode();
        for (int bit = 0; bit < value.length * 8; bit++) {
            var changed = value.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            try (var view = envelope.open(changed, Map.of())) {
                assertThat(view.records()).as("bit %d", bit).isEmpty();
            }
        }
    }

    @Test
    void refusesKeysThatNoRandomnessMade() throws IOException {
        refused(open(sealed(wrap, 1, new byte[48])), "zeros");
        refused(open(sealed(wrap, 1, new byte[47])), "47 bytes");
        var good = sealed(1);
        var other = new KeyRecord(FLEET, 1, Bytes.wrap(new byte[12]), good.createdMillis(), 0, 0, Bytes.EMPTY);
        refused(open(other.wrapped(wrap.wrap(key(), other.context()))), "id");
    }

    @Test
    void refusesOneKeyUnderTwoRevisions() throws IOException {
        var key = key();
        try (var view = open(sealed(wrap, 1, key), sealed(wrap, 2, key))) {
            assertThat(view.records()).extracting(KeyRecord::revision).containsExactly(1L);
            assertThat(view.refused()).singleElement().asString().contains("same key");
        }
        var known = sealed(wrap, 1, key);
        var again = new StoreValue(List.of(sealed(wrap, 2, key).encode())).encode();
        refused(envelope.open(again, Map.of(known.encode(), known)), "same key");
    }

    @Test
    void leavesRecordsOfOtherSecretsAndVersionsWhereTheyAre() throws IOException {
        var theirs = sealed(wrap(FLEET, TestFleet.secret(2)), 4, key()).encode();
        var newer = Bytes.wrap(new byte[] {2, 1, 2, 3});
        try (var view = envelope.open(new StoreValue(List.of(theirs, newer)).encode(), Map.of())) {
            assertThat(view.foreign()).containsExactly(theirs, newer);
            assertThat(view.refused()).isEmpty();
        }
    }

    @Test
    void refusesRecordThatNamesOurSecretAndIsUnderAnother() throws IOException {
        var bytes = new byte[32];
        Arrays.fill(bytes, 0, 16, (byte) 1);
        var forger = wrap(FLEET, new FleetSecret(1, bytes));
        refused(open(sealed(forger, 4, key())), "not authentic");
    }

    @Test
    void opensUnderBothSecretsWhileTheyAreChangedOver() throws IOException {
        var both = new Envelope(FLEET, wrap(FLEET, TestFleet.secret(1), TestFleet.secret(2)));
        var old = sealed(1);
        assertThat(both.upToDate(old)).isFalse();
        var value = new StoreValue(List.of(old.encode())).encode();
        try (var view = both.open(value, Map.of())) {
            assertThat(view.records()).hasSize(1);
            var draft = new Draft(List.of(), view.opened(), null);
            var after = new Envelope(FLEET, wrap(FLEET, TestFleet.secret(2)));
            try (var anew = after.open(both.seal(draft), Map.of())) {
                assertThat(anew.records()).extracting(KeyRecord::id).containsExactly(old.id());
                assertThat(after.upToDate(anew.records().get(0))).isTrue();
            }
        }
    }

    @Test
    void failsTheReadWhenAServiceDoesNotAnswer() throws IOException {
        var silent = new Envelope(FLEET, new KeyWrap() {
            @Override
            public byte[] wrap(byte[] key, byte[] context) throws IOException {
                throw new IOException("no answer");
            }

            @Override
            public byte @Nullable [] unwrap(byte[] wrapped, byte[] context)
                    throws GeneralSecurityException, IOException {
                throw new IOException("no answer");
            }

            @Override
            public boolean upToDate(byte[] wrapped) {
                return true;
            }
        });
        var value = new StoreValue(List.of(sealed(1).encode())).encode();
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> silent.open(value, Map.of()));
    }

    @Test
    void refusesWeakSecrets() {
        assertThatIllegalArgumentException().isThrownBy(() -> new FleetSecret(1, new byte[32]));
        assertThatIllegalArgumentException().isThrownBy(() -> new FleetSecret(1, new byte[31]));
        var same = new byte[32];
        Arrays.fill(same, (byte) 'a');
        assertThatIllegalArgumentException().isThrownBy(() -> new FleetSecret(1, same));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FleetSecrets.of(TestFleet.secret(1), TestFleet.secret(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> FleetSecrets.of());
    }

    @Test
    void showsNoSecret() {
        assertThat(TestFleet.secret(3).toString()).isEqualTo("FleetSecret[0x00000003]");
        try (var key = OffHeapKey.take(key())) {
            assertThat(key.toString()).isEqualTo("OffHeapKey[48 bytes]");
        }
    }
}
